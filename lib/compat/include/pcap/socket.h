/* Sockets, for the headers that need them. */
#ifndef lib_pcap_socket_h
#define lib_pcap_socket_h

#include <sys/socket.h>
#include <sys/types.h>

#endif
