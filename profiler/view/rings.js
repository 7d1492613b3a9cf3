// profiler/view/rings.js - the sunburst: the zoomed call in the middle, what it called around it.

const SUN_PX = 400;      // at most so wide and high
const THINNEST_PX = 17;  // of a ring; rows beyond the last ring are hinted at
const THICKEST_PX = 62;
const MIDDLE_SHARE = 0.24; // of the radius

class Rings extends Chart {
	constructor(tree, view, node) {
		super(tree, view, node, 'sunburst chart');
	}

	get endRow() {
		return Infinity;
	}

	rowsOf(node) {
		return Math.min(super.rowsOf(node), 1 + Math.floor((1 - MIDDLE_SHARE) * SUN_PX / 2 / THINNEST_PX));
	}

	place() {
		this.height = Math.min(this.width, SUN_PX);
		this.element.style.height = this.height + 'px';
		this.radius = this.height / 2 - 4;
		this.middle = this.radius * MIDDLE_SHARE;
		this.ring = Math.min(THICKEST_PX, (this.radius - this.middle) / Math.max(this.span.rows - 1, 1));
	}

	// How far from the centre a row begins.
	radiusOf(row) {
		const level = row - this.span.top;
		if (level <= 1)
			return Math.max(level, 0) * this.middle;
		return this.middle + (level - 1) * this.ring;
	}

	pixels(row) {
		return Math.max(FULL_CIRCLE * this.radiusOf(row + 1), 1);
	}

	angleOf(u) {
		return Math.min(Math.max(u, 0), 1) * FULL_CIRCLE - FULL_CIRCLE / 4;
	}

	spaceAt(x, y) {
		const right = x - this.width / 2;
		const down = y - this.height / 2;
		const away = Math.hypot(right, down);
		const turn = Math.atan2(down, right) / FULL_CIRCLE + 0.25;
		const level = away < this.middle ? 0 : 1 + (away - this.middle) / this.ring;
		return { row: Math.floor(this.span.top + level), u: (turn + 1) % 1 };
	}

	spotOf(node) {
		const { x, weight, row } = this.tree;
		const { from, to } = this.span;
		const angle = this.angleOf((x[node] + weight[node] / 2 - from) / (to - from));
		const away = row[node] > this.span.top ? this.radiusOf(row[node] + 0.5) : 0;
		return {
			left: this.width / 2 + away * Math.cos(angle),
			top: this.height / 2 + away * Math.sin(angle) - ROW_PX / 2, height: ROW_PX,
		};
	}

	paintBox(pen, node, fromU, toU) {
		const row = this.tree.row[node];
		const inner = this.radiusOf(row);
		const outer = this.radiusOf(row + 1) - 1;
		if (outer <= 0)
			return;
		const look = this.view.look(node);
		const [from, to] = this.withAir(this.angleOf(fromU), this.angleOf(toU), (inner + outer) / 2);
		pen.describe(() => this.view.inWords(node));
		this.slice(pen, inner, outer, from, to, { fill: look.colour, alpha: look.alpha });
		if (look.ring)
			this.slice(pen, inner + look.ring / 2, outer - look.ring / 2, from, to,
				{ stroke: this.view.theme.strong, lineWidth: look.ring });
		if (row + 1 >= this.span.top + this.span.rows && this.tree.kidCount[node])
			this.slice(pen, outer + 1, outer + 3, from, to, { fill: this.view.theme.quiet });
		if (row > this.span.top)
			this.label(pen, node, inner, outer, from, to, look);
		else
			this.title(pen, node, look);
	}

	slice(pen, inner, outer, from, to, style) {
		pen.arc(this.width / 2, this.height / 2, inner, outer, from, to, style);
	}

	// Neighbours stand one pixel apart.
	withAir(from, to, radius) {
		const air = to - from < FULL_CIRCLE - 0.001 ? Math.min(0.5 / radius, (to - from) / 4) : 0;
		return [from + air, to - air];
	}

	paintMerged(pen, run, fromU, toU) {
		const inner = this.radiusOf(run.row);
		const outer = this.radiusOf(run.row + 1) - 1;
		const least = 1 / Math.max(outer, 1);
		const from = this.angleOf(fromU);
		if (outer > 0)
			this.slice(pen, inner, outer, from, Math.max(this.angleOf(toU), from + least),
				{ fill: 'hatch' });
	}

	title(pen, node, look) {
		const { theme } = this.view;
		const room = 2 * this.middle - 16;
		const lines = [[this.view.nameOf(node), theme.codeFont],
			...this.view.labelOf(node).map((part) => [part, theme.textFont])];
		lines.forEach(([text, font], i) => {
			const y = this.height / 2 + (i - (lines.length - 1) / 2) * 15;
			pen.text(this.cut(text, room, font).text, this.width / 2, y,
				{ font, fill: look.ink, align: 'center' });
		});
	}

	// Along the ring where it is nearly straight and long enough, else from the centre outwards.
	label(pen, node, inner, outer, from, to, look) {
		const font = this.view.theme.codeFont;
		const name = this.view.nameOf(node);
		const radius = (inner + outer) / 2;
		const long = (to - from) * radius;
		const width = this.measure(name, font);
		const isFlat = radius - Math.sqrt(Math.max(radius ** 2 - (width / 2) ** 2, 0)) <
			(outer - inner - 10) / 2;
		if (isFlat && width + 8 < long)
			this.turned(pen, name, radius, (from + to) / 2, true, look);
		else if (long >= 12 && outer - inner >= 30)
			this.turned(pen, this.cut(name, outer - inner - 8, font).text, radius, (from + to) / 2,
				false, look);
	}

	turned(pen, text, radius, angle, isAlong, look) {
		const isBelow = Math.sin(angle) > 0;
		const isLeft = Math.cos(angle) < 0;
		const along = angle + (isBelow ? -1 : 1) * FULL_CIRCLE / 4;
		const outwards = angle + (isLeft ? FULL_CIRCLE / 2 : 0);
		pen.text(text, this.width / 2 + radius * Math.cos(angle), this.height / 2 + radius * Math.sin(angle), {
			font: this.view.theme.codeFont, fill: look.ink, align: 'center',
			angle: isAlong ? along : outwards,
		});
	}

	spread(width) {
		this.width = Math.min(width, SUN_PX);
		this.place();
	}
}
