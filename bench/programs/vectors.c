// vectors.c - small structs by value through functions that call each other: what inlining is for.
struct vector {
	double x, y, z;
};

struct vector make(double x, double y, double z)
{
	return (struct vector){x, y, z};
}

struct vector add(struct vector a, struct vector b)
{
	return make(a.x + b.x, a.y + b.y, a.z + b.z);
}

struct vector scale(struct vector a, double factor)
{
	return make(a.x * factor, a.y * factor, a.z * factor);
}

double dot(struct vector a, struct vector b)
{
	return a.x * b.x + a.y * b.y + a.z * b.z;
}

struct vector cross(struct vector a, struct vector b)
{
	return make(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x);
}

double run(void)
{
	struct vector a = make(1, 2, 3), sum = make(0, 0, 0);

	for (int i = 0; i < 3000000; i++) {
		struct vector b = make(i % 7, i % 5, i % 3);

		sum = add(sum, scale(cross(a, b), 1 / (1 + dot(b, b))));
	}
	return dot(sum, a) + sum.x;
}
