// bench/programs/nbody.c - planets that attract each other: doubles, structs, sqrt
#include <math.h>
struct body { double x[3], v[3], mass; };
#define BODY_CNT 5
struct body bodies[BODY_CNT];
// ---
void place(void)
{
	for (int i = 0; i < BODY_CNT; i++)
		for (int k = 0; k < 3; k++) {
			bodies[i].x[k] = i * 1.5 + k * 0.3 + 0.1 * i * k;
			bodies[i].v[k] = 0.01 * (i - k);
			bodies[i].mass = 1.0 / (i + 1);
		}
}
// ---
double distance2(const struct body *a, const struct body *b, double *d)
{
	double sum = 0.01;
	for (int k = 0; k < 3; k++) {
		d[k] = a->x[k] - b->x[k];
		sum += d[k] * d[k];
	}
	return sum;
}
// ---
void attract(struct body *a, struct body *b, double dt)
{
	double d[3], d2 = distance2(a, b, d), magnitude = dt / (d2 * sqrt(d2));
	for (int k = 0; k < 3; k++) {
		a->v[k] -= d[k] * b->mass * magnitude;
		b->v[k] += d[k] * a->mass * magnitude;
	}
}
// ---
void move(struct body *b, double dt)
{
	for (int k = 0; k < 3; k++)
		b->x[k] += dt * b->v[k];
}
// ---
void advance(double dt)
{
	for (int i = 0; i < BODY_CNT; i++)
		for (int j = i + 1; j < BODY_CNT; j++)
			attract(&bodies[i], &bodies[j], dt);
	for (int i = 0; i < BODY_CNT; i++)
		move(&bodies[i], dt);
}
// ---
double energy(void)
{
	double e = 0;
	for (int i = 0; i < BODY_CNT; i++)
		for (int k = 0; k < 3; k++)
			e += 0.5 * bodies[i].mass * bodies[i].v[k] * bodies[i].v[k];
	return e;
}
// ---
double bench(void)
{
	place();
	for (int i = 0; i < 400000; i++)
		advance(0.001);
	return energy();
}
