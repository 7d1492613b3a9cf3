// profiler/view/chart.js - the icicle: draws the visible rows of a tree on a canvas.
//
// Three spaces: a tree's (ns, row), the canvas's (CSS px from its upper left corner), and the
// device's pixels, to which edges are rounded. `span` says what the canvas shows: ns at its left
// and right edge, row at its top when the scroll position is 0.

const ROW_PX = 18;      // one pixel of it is air
const MOST_ROWS = 15;   // before the picture scrolls
const LEAST_PX = 0.5;   // narrower boxes are merged
const LABEL_PX = 28;    // narrower boxes carry no label
const ZOOM_MS = 150;

class Chart {
	// view: told of clicks and hovers; asked how a box looks.
	constructor(tree, view) {
		this.tree = tree;
		this.view = view;
		this.rows = Math.min(MOST_ROWS, tree.rowsBelow(tree.top));
		this.span = this.spanOf(tree.top);
		this.merged = [];
		this.widths = new Map();
		this.canvas = el('canvas', { 'aria-hidden': 'true' });
		this.spacer = el('div');
		this.element = el('div', {
			class: 'cicle-chart', tabindex: '0', role: 'application',
			'aria-roledescription': 'icicle chart', 'data-lm-suppress-shortcuts': 'true',
		}, this.canvas, this.spacer);
		this.element.style.height = this.rows * ROW_PX + 'px';
		this.fit(tree.top);
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
		this.element.addEventListener('click', (event) => {
			const hit = this.hit(event);
			if (hit)
				this.view.open(hit);
		});
		new ResizeObserver(() => this.draw()).observe(this.element);
	}

	spanOf(node) {
		const { x, total, row } = this.tree;
		return { from: x[node], to: x[node] + total[node], top: row[node] };
	}

	// Lets the picture scroll over the rows below a node.
	fit(node) {
		const below = this.tree.rowsBelow(node) - this.rows;
		this.spacer.style.height = Math.max(0, below) * ROW_PX + 'px';
	}

	zoom(node) {
		const start = Object.assign({}, this.span);
		const end = this.spanOf(node);
		start.top += this.element.scrollTop / ROW_PX;
		this.element.scrollTop = 0;
		this.fit(node);
		this.moveTo(start, end);
	}

	moveTo(start, end) {
		const began = performance.now();
		const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
		cancelAnimationFrame(this.frame);
		const step = (now) => {
			const t = isStill ? 1 : Math.min(1, Math.max(0, now - began) / ZOOM_MS);
			const eased = 1 - (1 - t) ** 3;
			for (const key of ['from', 'to', 'top'])
				this.span[key] = t === 1 ? end[key] : start[key] + (end[key] - start[key]) * eased;
			this.draw();
			if (t < 1)
				this.frame = requestAnimationFrame(step);
		};
		step(began);
	}

	// Scrolls until a node's row is in sight.
	reveal(node) {
		const above = (this.tree.row[node] - this.span.top) * ROW_PX;
		const scroller = this.element;
		if (above < scroller.scrollTop)
			scroller.scrollTop = above;
		else if (above + ROW_PX > scroller.scrollTop + this.rows * ROW_PX)
			scroller.scrollTop = above + ROW_PX - this.rows * ROW_PX;
	}

	// The canvas's rectangle of a node, for what is shown beside it.
	rectangle(node) {
		const scale = this.width / (this.span.to - this.span.from);
		const left = (this.tree.x[node] - this.span.from) * scale;
		const top = (this.tree.row[node] - this.topRow) * ROW_PX;
		return { left, top, width: this.tree.total[node] * scale };
	}

	get topRow() {
		return this.span.top + this.element.scrollTop / ROW_PX;
	}

	draw() {
		this.width = this.element.clientWidth;
		if (!this.width)
			return;
		this.ctx = this.prepare(this.width, this.rows * ROW_PX);
		this.theme = this.view.theme;
		this.hatch = this.makeHatch();
		this.merged = [];
		const last = Math.min(this.tree.rowCount, Math.ceil(this.topRow + this.rows));
		for (let row = Math.max(0, Math.floor(this.topRow)); row < last; row++)
			this.drawRow(row, (row - this.topRow) * ROW_PX);
	}

	// Makes the canvas as large as it shows, in device pixels, and empty.
	prepare(width, height) {
		const { canvas } = this;
		this.density = window.devicePixelRatio || 1;
		const deviceWidth = Math.round(width * this.density);
		const deviceHeight = Math.round(height * this.density);
		if (canvas.width !== deviceWidth || canvas.height !== deviceHeight) {
			canvas.width = deviceWidth;
			canvas.height = deviceHeight;
			canvas.style.width = width + 'px';
			canvas.style.height = height + 'px';
		}
		const ctx = canvas.getContext('2d');
		ctx.setTransform(this.density, 0, 0, this.density, 0, 0);
		ctx.clearRect(0, 0, width, height);
		ctx.textBaseline = 'middle';
		return ctx;
	}

	makeHatch() {
		const tile = el('canvas', { width: '6', height: '6' });
		const ctx = tile.getContext('2d');
		ctx.strokeStyle = this.theme.quiet;
		ctx.lineWidth = 1;
		for (const shift of [-6, 0, 6]) {
			ctx.moveTo(shift - 1, 7);
			ctx.lineTo(shift + 7, -1);
		}
		ctx.stroke();
		return this.ctx.createPattern(tile, 'repeat');
	}

	drawRow(row, y) {
		const { tree, span, width } = this;
		const scale = width / (span.to - span.from);
		const end = tree.rowStart[row + 1];
		let run = null;
		for (let at = tree.lastAtOrBefore(row, span.from); at < end; at++) {
			const node = tree.order[at];
			const left = (tree.x[node] - span.from) * scale;
			const size = tree.total[node] * scale;
			if (left >= width)
				break;
			if (size < LEAST_PX) {
				run = this.extend(run, node, left, size, y);
				continue;
			}
			if (left + size > 0)
				this.drawBox(node, left, size, y);
		}
		this.drawMerged(run);
	}

	// Adds a box that is too small to the run of those before it, or begins another run.
	extend(run, node, left, size, y) {
		if (left < 0 && left + size <= 0)
			return run;
		if (!run || left - run.right > 1) {
			this.drawMerged(run);
			run = { y, left, right: left, count: 0, total: 0, largest: node };
		}
		run.right = left + size;
		run.count++;
		run.total += this.tree.total[node];
		if (this.tree.total[node] > this.tree.total[run.largest])
			run.largest = node;
		return run;
	}

	drawMerged(run) {
		if (!run)
			return;
		run.width = Math.max(1, run.right - run.left);
		this.merged.push(run);
		this.ctx.fillStyle = run.width > 3 ? this.hatch : this.theme.quiet;
		this.ctx.fillRect(run.left, run.y, run.width, ROW_PX - 1);
	}

	snap(px) {
		return Math.round(px * this.density) / this.density;
	}

	drawBox(node, left, size, y) {
		const { ctx, theme } = this;
		const from = this.snap(Math.max(left, -4));
		const to = this.snap(Math.min(left + size, this.width + 4));
		const width = Math.max(to - from - (to - from > 3 ? 1 : 0), 1 / this.density);
		const look = this.view.look(node);
		ctx.globalAlpha = look.isFaded ? theme.fade : 1;
		ctx.fillStyle = look.colour;
		this.shape(from, y, width, 0);
		ctx.fill();
		ctx.globalAlpha = 1;
		if (look.ring)
			this.ring(from, y, width, look.ring);
		if (width >= LABEL_PX)
			this.label(node, Math.max(from, 0) + 5, Math.min(to, this.width) - 5, y, look);
	}

	shape(x, y, width, inset) {
		this.ctx.beginPath();
		this.ctx.roundRect(x + inset, y + inset, Math.max(width - 2 * inset, 0.5),
			ROW_PX - 1 - 2 * inset, width > 8 ? 2 : 0);
	}

	ring(x, y, width, thickness) {
		this.ctx.strokeStyle = this.theme.strong;
		this.ctx.lineWidth = thickness;
		this.shape(x, y, width, thickness / 2);
		this.ctx.stroke();
	}

	// Writes name, time and share, as many of them as there is room for.
	label(node, from, to, y, look) {
		const { ctx, theme, view } = this;
		const middle = y + (ROW_PX - 1) / 2 + 0.5;
		ctx.fillStyle = look.isFaded ? theme.text : theme.ink;
		ctx.font = theme.codeFont;
		const name = this.cut(view.nameOf(node), to - from);
		ctx.fillText(name.text, from, middle);
		if (name.isCut)
			return;
		let x = from + name.width;
		ctx.font = theme.textFont;
		const total = this.tree.total[node];
		for (const part of [timeText(total), shareText(total, this.tree.total[0])]) {
			const width = this.measure(part);
			if (x + 10 + width > to)
				return;
			ctx.globalAlpha = theme.softInk;
			ctx.fillText(part, x + 10, middle);
			ctx.globalAlpha = 1;
			x += 10 + width;
		}
	}

	measure(text) {
		const key = this.ctx.font + text;
		if (this.widths.size > 5000)
			this.widths.clear();
		if (!this.widths.has(key))
			this.widths.set(key, this.ctx.measureText(text).width);
		return this.widths.get(key);
	}

	// Shortens a name with an ellipsis until it fits.
	cut(name, room) {
		const width = this.measure(name);
		if (width <= room)
			return { text: name, width, isCut: false };
		const signs = Array.from(name.slice(0, 400));
		let low = 0;
		let high = signs.length;
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			if (this.ctx.measureText(signs.slice(0, middle).join('') + '\u2026').width <= room)
				low = middle;
			else
				high = middle - 1;
		}
		return { text: low ? signs.slice(0, low).join('') + '\u2026' : '', isCut: true };
	}

	// Gives the box under the pointer: {node}, or {node, run} where small ones were merged and
	// node is the largest of them; null beside all boxes.
	hit(event) {
		const area = this.canvas.getBoundingClientRect();
		const x = event.clientX - area.left;
		const y = event.clientY - area.top;
		const run = this.merged.find((each) => y >= each.y && y < each.y + ROW_PX &&
			x >= each.left - 1 && x <= each.left + each.width + 1);
		const row = Math.floor(y / ROW_PX + this.topRow);
		if (row < 0 || row >= this.tree.rowCount)
			return null;
		const { from, to } = this.span;
		const ns = from + (x / this.width) * (to - from);
		const node = this.tree.order[this.tree.lastAtOrBefore(row, ns)];
		const isDrawn = this.rectangle(node).width >= LEAST_PX;
		if (isDrawn && ns >= this.tree.x[node] && ns < this.tree.x[node] + this.tree.total[node])
			return { node };
		return run ? { node: run.largest, run } : null;
	}
}
