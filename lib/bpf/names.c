/*
 * Look-ups in the system's databases: services, protocols, networks, ethers, hosts.
 *
 * Any of them may ask a server that doesn't answer, and can't be interrupted. So each runs on a
 * thread of its own; when the time is up the caller goes on, and the thread frees the request when
 * it comes back.
 *
 * Answers may be collected beforehand (sn_bpf_names_new), so that no compilation asks anybody.
 */
#include <errno.h>
#include <netdb.h>
#include <netinet/ether.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "compile.h"
#include "sema.h"
#include "sn/rd.h"

#define NAMES_CAP ((size_t)256 << 20)

#define NAME_LONG   256
#define HOST_MAX    64 /* addresses of a host */
#define DEFAULT_MS  5000
#define STACK_BYTES (256u << 10)

enum kind { SERVICE, IP_PROTO, NETWORK, ETHER_HOST, HOST };

struct answer {
    struct answer *next; /* among those collected */
    enum kind kind;
    char name[NAME_LONG];
    bool found;
    int gai; /* HOST: getaddrinfo's error */
    struct names_port port;
    uint32_t num;
    uint8_t mac[6];
    uint32_t n;
    struct {
        uint32_t a[4];
        bool six;
    } addr[HOST_MAX];
};

struct lookup {
    struct answer a;
    pthread_mutex_t mutex;
    pthread_cond_t ended;
    bool done, left; /* the work; the caller, who gave up */
};

struct sn_bpf_names {
    struct answer *first;
};

static bool service(const char *name, const char *proto, uint16_t *port)
{
    struct servent se, *found;
    char buf[4096];

    if (getservbyname_r(name, proto, &se, buf, sizeof buf, &found) != 0 || !found)
        return false;
    *port = ntohs((uint16_t)found->s_port);
    return true;
}

static bool find_service(struct answer *l)
{
    uint16_t udp, tcp;
    bool has_tcp = service(l->name, "tcp", &tcp), has_udp = service(l->name, "udp", &udp);

    if (!has_tcp && !has_udp) {
        l->port.ports = PORT_SCTP;
        return service(l->name, "sctp", &l->port.port) || sn_bp_known_service(l->name, &l->port);
    }
    l->port.port = has_tcp ? tcp : udp;
    if (has_tcp && has_udp && tcp == udp)
        l->port.ports = PORT_TCP | PORT_UDP | PORT_SCTP;
    else
        l->port.ports = has_tcp ? PORT_TCP : PORT_UDP;
    return true;
}

static bool find_ip_proto(struct answer *l)
{
    struct protoent pe, *found;
    char buf[4096];

    if (getprotobyname_r(l->name, &pe, buf, sizeof buf, &found) != 0 || !found)
        return sn_bp_known_ip_proto(l->name, &l->num);
    l->num = (uint32_t)found->p_proto;
    return true;
}

static bool find_network(struct answer *l)
{
    struct netent ne, *found;
    char buf[4096];
    int h;

    if (getnetbyname_r(l->name, &ne, buf, sizeof buf, &found, &h) != 0 || !found)
        return false;
    l->num = found->n_net;
    return true;
}

static bool find_ether_host(struct answer *l)
{
    struct ether_addr ea;

    if (ether_hostton(l->name, &ea) != 0)
        return false;
    memcpy(l->mac, ea.ether_addr_octet, 6);
    return true;
}

static void add_address(struct answer *l, const struct sockaddr *sa)
{
    uint32_t *a = l->addr[l->n].a;

    if (sa->sa_family == AF_INET) {
        struct sockaddr_in in;

        memcpy(&in, sa, sizeof in);
        a[0] = ntohl(in.sin_addr.s_addr);
        l->addr[l->n++].six = false;
    } else if (sa->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;

        memcpy(&in6, sa, sizeof in6);
        for (int i = 0; i < 4; i++)
            a[i] = sn_be32(in6.sin6_addr.s6_addr + 4 * i);
        l->addr[l->n++].six = true;
    }
}

static bool find_host(struct answer *l)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *list;

    l->gai = getaddrinfo(l->name, NULL, &hints, &list);
    if (l->gai != 0)
        return false;
    for (const struct addrinfo *ai = list; ai && l->n < HOST_MAX; ai = ai->ai_next)
        add_address(l, ai->ai_addr);
    freeaddrinfo(list);
    return true;
}

static void work(struct answer *l)
{
    static bool (*const find[])(struct answer *) = {
        [SERVICE] = find_service,       [IP_PROTO] = find_ip_proto, [NETWORK] = find_network,
        [ETHER_HOST] = find_ether_host, [HOST] = find_host,
    };

    l->found = find[l->kind](l);
}

static void destroy(struct lookup *l)
{
    pthread_cond_destroy(&l->ended);
    pthread_mutex_destroy(&l->mutex);
    free(l);
}

static void *thread(void *arg)
{
    struct lookup *l = arg;
    bool left;

    work(&l->a);
    pthread_mutex_lock(&l->mutex);
    l->done = true;
    left = l->left;
    pthread_cond_signal(&l->ended);
    pthread_mutex_unlock(&l->mutex);
    if (left)
        destroy(l);
    return NULL;
}

static bool start(struct lookup *l)
{
    pthread_attr_t attr;
    pthread_t id;
    bool ok;

    if (pthread_attr_init(&attr) != 0)
        return false;
    ok = pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED) == 0 &&
         pthread_attr_setstacksize(&attr, STACK_BYTES) == 0 &&
         pthread_create(&id, &attr, thread, l) == 0;
    pthread_attr_destroy(&attr);
    return ok;
}

/* Whether the work ended in time; when not, the request is the thread's. */
static bool await(struct lookup *l, uint32_t ms)
{
    struct timespec end;
    bool done;

    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += ms / 1000;
    end.tv_nsec += (long)(ms % 1000) * 1000000;
    if (end.tv_nsec >= 1000000000) {
        end.tv_sec++;
        end.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&l->mutex);
    while (!l->done && pthread_cond_timedwait(&l->ended, &l->mutex, &end) != ETIMEDOUT)
        ;
    done = l->done;
    l->left = !done;
    pthread_mutex_unlock(&l->mutex);
    return done;
}

static struct lookup *new_lookup(struct comp *c, enum kind kind, const char *s, size_t n,
                                 struct span at)
{
    struct lookup *l;
    pthread_condattr_t attr;

    if (c->o.no_lookup) {
        sn_bp_fail(c, SN_EUNSUPPORTED, at, "'%.*s' is a name: look-ups are not allowed here",
                   (int)(n < 80 ? n : 80), s);
        return NULL;
    }
    if (n == 0 || n >= NAME_LONG || memchr(s, '\0', n)) {
        sn_bp_fail(c, SN_ESYNTAX, at, "this is no name");
        return NULL;
    }
    l = calloc(1, sizeof *l);
    if (!l) {
        sn_bp_nomem(c);
        return NULL;
    }
    l->a.kind = kind;
    memcpy(l->a.name, s, n);
    pthread_mutex_init(&l->mutex, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&l->ended, &attr);
    pthread_condattr_destroy(&attr);
    return l;
}

/* Asks; without a thread it takes as long as it takes. */
static bool ask(struct comp *c, enum kind kind, const char *s, size_t n, struct span at,
                struct answer *out)
{
    uint32_t ms = c->o.lookup_ms ? c->o.lookup_ms : DEFAULT_MS;
    struct lookup *l = new_lookup(c, kind, s, n, at);

    if (!l)
        return false;
    if (!start(l)) {
        work(&l->a);
    } else if (!await(l, ms)) {
        sn_bp_fail(c, SN_EIO, at, "looking up '%.*s' took longer than %u.%u seconds",
                   (int)(n < 80 ? n : 80), s, ms / 1000, ms % 1000 / 100);
        return false;
    }
    *out = l->a;
    destroy(l);
    return true;
}

static const struct answer *collected(const struct sn_bpf_names *names, enum kind kind,
                                      const char *s, size_t n)
{
    const struct answer *a = names->first;

    while (a && (a->kind != kind || strlen(a->name) != n || memcmp(a->name, s, n) != 0))
        a = a->next;
    return a;
}

/* False: an error. Whether the name was found is in the answer. */
static bool look_up(struct comp *c, enum kind kind, const char *s, size_t n, struct span at,
                    struct answer *out)
{
    const struct sn_bpf_names *names = c->collect ? c->collect : c->o.names;
    const struct answer *known = names ? collected(names, kind, s, n) : NULL;
    struct answer *keep;

    if (known) {
        *out = *known;
        return true;
    }
    if (names && !c->collect) {
        sn_bp_fail(c, SN_EUNSUPPORTED, at, "'%.*s' was not looked up beforehand",
                   (int)(n < 80 ? n : 80), s);
        return false;
    }
    if (!ask(c, kind, s, n, at, out))
        return false;
    if (!c->collect)
        return true;
    if (!(keep = malloc(sizeof *keep))) {
        sn_bp_nomem(c);
        return false;
    }
    *keep = *out;
    keep->next = c->collect->first;
    c->collect->first = keep;
    return true;
}

bool sn_bp_service(struct comp *c, const char *s, size_t n, struct span at, struct names_port *out)
{
    struct answer a;
    bool found = look_up(c, SERVICE, s, n, at, &a) && a.found;

    if (found)
        *out = a.port;
    return found;
}

static bool number(struct comp *c, enum kind kind, const char *s, size_t n, struct span at,
                   uint32_t *out)
{
    struct answer a;
    bool found = look_up(c, kind, s, n, at, &a) && a.found;

    if (found)
        *out = a.num;
    return found;
}

bool sn_bp_ip_proto(struct comp *c, const char *s, size_t n, struct span at, uint32_t *out)
{
    return number(c, IP_PROTO, s, n, at, out);
}

bool sn_bp_network(struct comp *c, const char *s, size_t n, struct span at, uint32_t *out)
{
    return number(c, NETWORK, s, n, at, out);
}

bool sn_bp_ether_host(struct comp *c, const char *s, size_t n, struct span at, uint8_t mac[6])
{
    struct answer a;
    bool found = look_up(c, ETHER_HOST, s, n, at, &a) && a.found;

    if (found)
        memcpy(mac, a.mac, sizeof a.mac);
    return found;
}

static void copy_addresses(struct comp *c, const struct answer *l, struct ipaddr **ip4,
                           struct ipaddr **ip6)
{
    for (uint32_t i = l->n; i-- > 0;) {
        struct ipaddr *x = BP_NEW(c, struct ipaddr), **list = l->addr[i].six ? ip6 : ip4;

        if (!x)
            return;
        for (int w = 0; w < (l->addr[i].six ? 4 : 1); w++) {
            x->a[w] = l->addr[i].a[w];
            x->mask[w] = UINT32_MAX;
        }
        x->next = *list;
        *list = x;
    }
}

bool sn_bp_host(struct comp *c, const char *s, size_t n, struct span at, struct ipaddr **ip4,
                struct ipaddr **ip6)
{
    struct answer a;

    *ip4 = *ip6 = NULL;
    if (!look_up(c, HOST, s, n, at, &a))
        return false;
    if (a.found)
        copy_addresses(c, &a, ip4, ip6);
    else
        sn_bp_fail(c, a.gai == EAI_AGAIN ? SN_EIO : SN_ESYNTAX, at, "unknown host '%s': %s", a.name,
                   gai_strerror(a.gai));
    return !c->err;
}

/* ---- beforehand ---- */

static void look_up_all(struct comp *c, const struct expr *e)
{
    struct prim copy;

    if (e->kind == E_PRIM && e->p->kind == P_ID) {
        copy = *e->p;
        sn_bp_sema_id(c, &copy, e->at);
    }
    for (const struct expr *k = e->kid; k && !c->err; k = k->next)
        look_up_all(c, k);
}

enum sn_err sn_bpf_names_new(struct sn_bpf_names **out, const char *text, size_t n,
                             const struct sn_bpf_opts *o, struct sn_diag *d)
{
    struct sn_bpf_names *names = calloc(1, sizeof *names);
    struct comp c = {.text = text, .n = n, .o = *o, .d = d};
    const struct expr *tree;

    *out = NULL;
    if (!names)
        return sn_fail(d, SN_ENOMEM, "out of memory compiling the filter");
    c.collect = names;
    if (sn_bp_comp_start(&c, NAMES_CAP) && (tree = sn_bp_parse(&c)) && !c.err)
        look_up_all(&c, tree);
    sn_bp_comp_end(&c);
    if (c.err)
        sn_bpf_names_free(names);
    else
        *out = names;
    return c.err;
}

void sn_bpf_names_free(struct sn_bpf_names *names)
{
    struct answer *next;

    for (struct answer *a = names ? names->first : NULL; a; a = next) {
        next = a->next;
        free(a);
    }
    free(names);
}
