// nbody.c - the orbits of the sun and four planets: double arithmetic, square roots.
#include <math.h>

struct body {
	double x, y, z, vx, vy, vz, mass;
};

struct body start_bodies[] = {
    {0, 0, 0, 0, 0, 0, 39.47841760435743},
    {4.8414, -1.1603, -0.1036, 0.6063, 2.8119, -0.0252, 0.0376936},
    {8.3433, 4.1248, -0.4035, -1.0107, 1.8256, 0.0084, 0.0112863},
    {12.8943, -15.1115, -0.2233, 1.0827, 0.8687, -0.0108, 0.0017237},
    {15.3796, -25.9193, 0.1792, 0.9790, 0.5946, -0.0347, 0.0020336},
};

struct body bodies[5];

void advance(struct body *b, int cnt, double dt)
{
	for (int i = 0; i < cnt; i++) {
		for (int j = i + 1; j < cnt; j++) {
			double dx = b[i].x - b[j].x, dy = b[i].y - b[j].y, dz = b[i].z - b[j].z;
			double square = dx * dx + dy * dy + dz * dz;
			double pull = dt / (square * sqrt(square));

			b[i].vx -= dx * b[j].mass * pull;
			b[i].vy -= dy * b[j].mass * pull;
			b[i].vz -= dz * b[j].mass * pull;
			b[j].vx += dx * b[i].mass * pull;
			b[j].vy += dy * b[i].mass * pull;
			b[j].vz += dz * b[i].mass * pull;
		}
	}
	for (int i = 0; i < cnt; i++) {
		b[i].x += dt * b[i].vx;
		b[i].y += dt * b[i].vy;
		b[i].z += dt * b[i].vz;
	}
}

double energy(const struct body *b, int cnt)
{
	double sum = 0;

	for (int i = 0; i < cnt; i++) {
		sum += b[i].mass * (b[i].vx * b[i].vx + b[i].vy * b[i].vy + b[i].vz * b[i].vz) / 2;
		for (int j = i + 1; j < cnt; j++) {
			double dx = b[i].x - b[j].x, dy = b[i].y - b[j].y, dz = b[i].z - b[j].z;

			sum -= b[i].mass * b[j].mass / sqrt(dx * dx + dy * dy + dz * dz);
		}
	}
	return sum;
}

double run(void)
{
	for (int i = 0; i < 5; i++)
		bodies[i] = start_bodies[i];
	for (int step = 0; step < 300000; step++)
		advance(bodies, 5, 0.001);
	return energy(bodies, 5);
}
