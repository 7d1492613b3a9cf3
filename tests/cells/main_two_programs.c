// tests/cells/main_two_programs.c - programs that define the same names otherwise do not disturb each other
#include <stdio.h>
#include <stdlib.h>
#define MAX 10
typedef struct node { int key; struct node *next; } node;
static node *head = NULL;
int count = 0;
int compare(int a, int b) { return a - b; }
void push(int key) { node *n = malloc(sizeof *n); n->key = key; n->next = head; head = n; count++; }
void show(node *n) { for (; n; n = n->next) printf("%d ", n->key); puts(""); }
int main(void)
{
    for (int i = 0; i < 3; i++) push(i);
    show(head);
    return compare(1, 1);
}
// expect stdout: 2 1 0 
// ---
#include <stdio.h>
#include <string.h>
#define MAX 4
struct node { char text[MAX]; double weight; };
struct node head[MAX];
static size_t count;
double compare(const struct node *a, const struct node *b) { return a->weight - b->weight; }
int push(const char *text, double weight)
{
    strncpy(head[count].text, text, MAX - 1);
    head[count++].weight = weight;
    return 0;
}
void show(void) { for (size_t i = 0; i < count; i++) printf("%s=%g ", head[i].text, head[i].weight); puts(""); }
int main(int argc, char **argv)
{
    push("a", 1.5);
    push("b", 2.5);
    show();
    return compare(head, head) != 0;
}
// expect stdout: a=1.5 b=2.5 
// ---
#include <stdio.h>
#include <stdlib.h>
#define MAX 10
typedef struct node { int key; struct node *next; } node;
static node *head = NULL;
int count = 0;
int compare(int a, int b) { return a - b; }
void push(int key) { node *n = malloc(sizeof *n); n->key = key; n->next = head; head = n; count++; }
void show(node *n) { for (; n; n = n->next) printf("%d ", n->key); puts(""); }
int main(void)
{
    for (int i = 0; i < 3; i++) push(i);
    show(head);
    return compare(1, 1);
}
// expect stdout: 2 1 0 
// ---
#include <stdio.h>
#define push(x) (stack[top++] = (x))
#define node 5
static int stack[10], top, show = 3, compare;
int main(void) { push(4); printf("%d %d %d\n", stack[0], node, show); return 0; }
// expect stdout: 4 5 3
// ---
#include <stdio.h>
#include <string.h>
#define MAX 4
struct node { char text[MAX]; double weight; };
struct node head[MAX];
static size_t count;
double compare(const struct node *a, const struct node *b) { return a->weight - b->weight; }
int push(const char *text, double weight)
{
    strncpy(head[count].text, text, MAX - 1);
    head[count++].weight = weight;
    return 0;
}
void show(void) { for (size_t i = 0; i < count; i++) printf("%s=%g ", head[i].text, head[i].weight); puts(""); }
int main(int argc, char **argv)
{
    push("a", 1.5);
    push("b", 2.5);
    show();
    return compare(head, head) != 0;
}
// expect stdout: a=1.5 b=2.5 
// ---
#include <stdio.h>
#include <stdlib.h>
#define MAX 10
typedef struct node { int key; struct node *next; } node;
static node *head = NULL;
int count = 0;
int compare(int a, int b) { return a - b; }
void push(int key) { node *n = malloc(sizeof *n); n->key = key; n->next = head; head = n; count++; }
void show(node *n) { for (; n; n = n->next) printf("%d ", n->key); puts(""); }
int main(void)
{
    for (int i = 0; i < 3; i++) push(i);
    show(head);
    return compare(1, 1);
}
// expect stdout: 2 1 0 
// ---
head->key * 10 + count   // expect: 23
