// profiler/view/chart.js - what all pictures share: a canvas that shows a part of a tree, zooms,
// scrolls, and knows what is under the pointer.
//
// Three spaces: a tree's (x, row); shares of the picture's width (0 to 1); and the canvas's CSS px.
// `span` is what the picture shows: x at its left and right edge, the row that it begins with, and
// how many rows there are. Boxes (boxes.js) and Rings (rings.js) say where a row lies.

const ROW_PX = 18;      // one pixel of it is air
const MOST_ROWS = 15;   // before the picture scrolls
const LEAST_PX = 0.5;   // narrower boxes are merged
const ZOOM_MS = 150;
const FOUND_WIDTHS = 5000; // measured texts that are kept

class Chart {
	// view: told of clicks and hovers; asked how a box looks. node: what fills the picture.
	constructor(tree, view, node, name) {
		this.tree = tree;
		this.view = view;
		this.span = this.spanOf(node);
		this.merged = [];
		this.density = 1;
		this.widths = new Map();
		this.canvas = el('canvas', { 'aria-hidden': 'true' });
		this.measuring = this.canvas.getContext('2d');
		this.spacer = el('div');
		this.element = el('div', {
			class: 'cicle-chart', tabindex: '0', role: 'application', 'aria-roledescription': name,
		}, this.canvas, this.spacer);
		this.listen();
	}

	listen() {
		this.element.addEventListener('scroll', () => this.draw());
		this.element.addEventListener('mousemove', (event) => {
			const hit = this.hit(event);
			this.element.style.cursor = hit ? 'pointer' : '';
			this.view.hover(hit, event);
		});
		this.element.addEventListener('mouseleave', () => this.view.hover(null));
		this.element.addEventListener('click', (event) => this.view.click(this.hit(event), event));
		new ResizeObserver(() => this.resize()).observe(this.element);
	}

	rowsOf(node) {
		return Math.min(this.tree.rowsBelow(node), this.view.depth);
	}

	spanOf(node) {
		const { x, weight, row } = this.tree;
		return { from: x[node], to: x[node] + weight[node], top: row[node], rows: this.rowsOf(node) };
	}

	resize() {
		this.width = this.element.clientWidth;
		this.draw();
	}

	zoom(node) {
		const start = { ...this.span };
		const end = this.spanOf(node);
		start.top = this.topRow;
		this.fit(node);
		this.moveTo(start, end);
	}

	// The tree's row at the top of the picture: scrolling moves it.
	get topRow() {
		return this.span.top;
	}

	fit() {}

	reveal() {}

	moveTo(start, end) {
		const began = performance.now();
		const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
		this.stop();
		const step = (now) => {
			const t = isStill ? 1 : Math.min(1, Math.max(0, now - began) / ZOOM_MS);
			const eased = 1 - (1 - t) ** 3;
			for (const key of Object.keys(end))
				this.span[key] = t === 1 ? end[key] : start[key] + (end[key] - start[key]) * eased;
			this.draw();
			if (t < 1)
				this.frame = requestAnimationFrame(step);
		};
		step(began);
	}

	// Ends an animation: the picture leaves the page.
	stop() {
		cancelAnimationFrame(this.frame);
	}

	draw() {
		if (!this.width)
			return;
		this.place();
		const ctx = this.prepare(this.canvas, window.devicePixelRatio || 1);
		this.merged = [];
		this.paint(new CanvasPen(ctx, this.view.theme.quiet));
	}

	// Makes a canvas as large as the picture, in device pixels, and empty.
	prepare(canvas, density) {
		const { width, height } = this;
		const deviceWidth = Math.round(width * density);
		const deviceHeight = Math.round(height * density);
		if (canvas.width !== deviceWidth || canvas.height !== deviceHeight) {
			canvas.width = deviceWidth;
			canvas.height = deviceHeight;
			canvas.style.width = width + 'px';
			canvas.style.height = height + 'px';
		}
		this.density = density;
		const ctx = canvas.getContext('2d');
		ctx.setTransform(density, 0, 0, density, 0, 0);
		ctx.clearRect(0, 0, width, height);
		return ctx;
	}

	paint(pen) {
		const { tree, span } = this;
		const first = Math.max(Math.floor(span.top), Math.floor(this.topRow), 0);
		const last = Math.min(tree.rowCount, Math.ceil(span.top + span.rows), this.endRow);
		for (let row = first; row < last; row++)
			this.paintRow(pen, row);
	}

	paintRow(pen, row) {
		const { tree, span } = this;
		const length = span.to - span.from;
		const least = Math.max(LEAST_PX / this.pixels(row), this.view.cutoff) * length;
		const end = tree.rowStart[row + 1];
		let run = null;
		for (let at = tree.lastAtOrBefore(row, span.from); at < end; at++) {
			const node = tree.order[at];
			const x = tree.x[node];
			const size = tree.weight[node];
			if (x >= span.to)
				break;
			if (x + size <= span.from)
				continue;
			if (size < least)
				run = this.extend(pen, run, node, row);
			else
				this.paintBox(pen, node, (x - span.from) / length, (x + size - span.from) / length);
		}
		this.finish(pen, run);
	}

	// Adds a box that is too small to the run of those before it, or begins another run.
	extend(pen, run, node, row) {
		const { x, weight, total } = this.tree;
		const onePx = (this.span.to - this.span.from) / this.pixels(row);
		if (!run || x[node] - run.to > onePx) {
			this.finish(pen, run);
			run = { row, from: x[node], to: x[node], count: 0, total: 0, weight: 0, largest: node };
		}
		run.to = x[node] + weight[node];
		run.count++;
		run.total += total[node];
		run.weight += weight[node];
		if (weight[node] > weight[run.largest])
			run.largest = node;
		return run;
	}

	finish(pen, run) {
		if (!run)
			return;
		const { from, to } = this.span;
		this.merged.push(run);
		pen.describe(() => grouped(run.count) + ' too small to draw');
		this.paintMerged(pen, run, (run.from - from) / (to - from), (run.to - from) / (to - from));
	}

	measure(text, font) {
		const key = font + text;
		if (this.widths.size > FOUND_WIDTHS)
			this.widths.clear();
		if (!this.widths.has(key)) {
			this.measuring.font = font;
			this.widths.set(key, this.measuring.measureText(text).width);
		}
		return this.widths.get(key);
	}

	// Shortens a name with an ellipsis until it fits.
	cut(name, room, font) {
		const width = this.measure(name, font);
		if (width <= room)
			return { text: name, width, isCut: false };
		const signs = Array.from(name.slice(0, 400));
		const fits = (count) => this.measure(signs.slice(0, count).join('') + '\u2026', font) <= room;
		let low = 0;
		let high = signs.length;
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			if (fits(middle))
				low = middle;
			else
				high = middle - 1;
		}
		return { text: low ? signs.slice(0, low).join('') + '\u2026' : '', width: room, isCut: true };
	}

	// Gives what is under the pointer: {node}, or {node, run} where small ones were merged and
	// node is the largest of them; null beside all boxes.
	hit(event) {
		const area = this.canvas.getBoundingClientRect();
		const { row, u } = this.spaceAt(event.clientX - area.left, event.clientY - area.top);
		if (row < this.span.top || row >= Math.min(this.tree.rowCount, this.span.top + this.span.rows))
			return null;
		const length = this.span.to - this.span.from;
		const x = this.span.from + u * length;
		const onePx = length / this.pixels(row);
		const node = this.tree.order[this.tree.lastAtOrBefore(row, x)];
		const run = this.merged.find((each) =>
			row === each.row && x >= each.from - onePx && x <= each.to + onePx);
		const isDrawn = !run ||
			this.tree.weight[node] >= Math.max(LEAST_PX * onePx, this.view.cutoff * length);
		if (isDrawn && x >= this.tree.x[node] && x < this.tree.x[node] + this.tree.weight[node])
			return { node };
		return run ? { node: run.largest, run } : null;
	}
}
