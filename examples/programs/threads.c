// threads.c - a bounded queue between threads, shared sums under a lock, and thread-specific data.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define WORKERS 4
#define ITEMS 2000
#define ROOM 16

struct queue {
	pthread_mutex_t lock;
	pthread_cond_t has_item, has_room;
	int items[ROOM];
	int head, cnt;
	int is_closed;
};

struct worker {
	pthread_t thread;
	struct queue *queue;
	int number;
	long taken, sum;
};

static pthread_key_t name_key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int once_cnt;
static int destroyed;
static pthread_mutex_t destroyed_lock = PTHREAD_MUTEX_INITIALIZER;

static void forget_name(void *name)
{
	pthread_mutex_lock(&destroyed_lock);
	destroyed++;
	pthread_mutex_unlock(&destroyed_lock);
	free(name);
}

static void set_up(void)
{
	once_cnt++;
	pthread_key_create(&name_key, forget_name);
}

static void put(struct queue *queue, int item)
{
	pthread_mutex_lock(&queue->lock);
	while (queue->cnt == ROOM)
		pthread_cond_wait(&queue->has_room, &queue->lock);
	queue->items[(queue->head + queue->cnt++) % ROOM] = item;
	pthread_cond_signal(&queue->has_item);
	pthread_mutex_unlock(&queue->lock);
}

static int take(struct queue *queue, int *item)
{
	int is_taken;

	pthread_mutex_lock(&queue->lock);
	while (queue->cnt == 0 && !queue->is_closed)
		pthread_cond_wait(&queue->has_item, &queue->lock);
	is_taken = queue->cnt > 0;
	if (is_taken) {
		*item = queue->items[queue->head];
		queue->head = (queue->head + 1) % ROOM;
		queue->cnt--;
		pthread_cond_signal(&queue->has_room);
	}
	pthread_mutex_unlock(&queue->lock);
	return is_taken;
}

static void close_queue(struct queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	queue->is_closed = 1;
	pthread_cond_broadcast(&queue->has_item);
	pthread_mutex_unlock(&queue->lock);
}

static void *work(void *arg)
{
	struct worker *worker = arg;
	char *name;
	int item;

	pthread_once(&once, set_up);
	name = malloc(16);
	if (!name)
		return NULL;
	snprintf(name, 16, "worker %d", worker->number);
	pthread_setspecific(name_key, name);
	while (take(worker->queue, &item)) {
		worker->taken++;
		worker->sum += item;
	}
	return pthread_getspecific(name_key) == name ? worker : NULL;
}

int main(void)
{
	struct queue queue = {.lock = PTHREAD_MUTEX_INITIALIZER,
			      .has_item = PTHREAD_COND_INITIALIZER,
			      .has_room = PTHREAD_COND_INITIALIZER};
	struct worker workers[WORKERS] = {{0}};
	long taken = 0, sum = 0;
	int joined = 0;

	for (int i = 0; i < WORKERS; i++) {
		workers[i].queue = &queue;
		workers[i].number = i;
		if (pthread_create(&workers[i].thread, NULL, work, &workers[i]))
			return 1;
	}
	for (int i = 1; i <= ITEMS; i++)
		put(&queue, i);
	close_queue(&queue);
	for (int i = 0; i < WORKERS; i++) {
		void *result;

		pthread_join(workers[i].thread, &result);
		joined += result == &workers[i];
		taken += workers[i].taken;
		sum += workers[i].sum;
	}
	printf("%d workers took %ld items, sum %ld\n", joined, taken, sum);
	printf("set up %d time, %d names destroyed\n", once_cnt, destroyed);
	pthread_key_delete(name_key);
	return sum == (long)ITEMS * (ITEMS + 1) / 2 ? 0 : 1;
}
