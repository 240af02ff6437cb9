/* Doubly linked lists in the order of use; a member is a struct sn_link inside something. */
#ifndef SN_FLOW_LIST_H
#define SN_FLOW_LIST_H

/* The list's head is a link too: next is the newest, prev the oldest, itself when it is empty. */
struct sn_link {
    struct sn_link *prev, *next;
};

static inline void sn_list_init(struct sn_link *head)
{
    head->prev = head->next = head;
}

static inline void sn_list_remove(struct sn_link *l)
{
    l->prev->next = l->next;
    l->next->prev = l->prev;
    l->prev = l->next = l;
}

/* As the newest; l is in no list. */
static inline void sn_list_add(struct sn_link *head, struct sn_link *l)
{
    l->prev = head;
    l->next = head->next;
    head->next->prev = l;
    head->next = l;
}

#define sn_list_of(link, type, member) ((type *)(void *)((char *)(link)-offsetof(type, member)))

#endif
