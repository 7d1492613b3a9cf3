// profiler/view/boxes.js - the icicle (root at the top) and the flame (root at the bottom).

const LABEL_PX = 28; // narrower boxes carry no label

class Boxes extends Chart {
	constructor(tree, view, node, isFlame) {
		super(tree, view, node, isFlame ? 'flame chart' : 'icicle chart');
		this.isFlame = isFlame;
		this.seen = Math.min(MOST_ROWS, this.rowsOf(tree.top));
		this.height = this.seen * ROW_PX;
		this.element.style.height = this.height + 'px';
		this.hidden = Math.max(0, this.rowsOf(node) - this.seen);
	}

	// Once the element is in the page: lets it scroll, a flame from its bottom.
	place() {
		if (this.isPlaced)
			return;
		this.isPlaced = true;
		this.scrollOver();
	}

	fit(node) {
		this.hidden = Math.max(0, this.rowsOf(node) - this.seen);
		this.scrollOver();
	}

	scrollOver() {
		this.spacer.style.height = this.hidden * ROW_PX + 'px';
		this.element.scrollTop = this.isFlame ? this.hidden * ROW_PX : 0;
	}

	// Rows that scrolling has moved out of sight, on the root's side.
	get scrolled() {
		const rows = this.element.scrollTop / ROW_PX;
		return this.isFlame ? this.hidden - rows : rows;
	}

	get topRow() {
		return this.span.top + this.scrolled;
	}

	get endRow() {
		return Math.ceil(this.topRow + this.height / ROW_PX);
	}

	// Scrolls until a node's row is in sight.
	reveal(node) {
		const row = this.tree.row[node] - this.span.top;
		const rows = Math.min(Math.max(this.scrolled, row + 1 - this.seen), row);
		this.element.scrollTop = (this.isFlame ? this.hidden - rows : rows) * ROW_PX;
	}

	pixels() {
		return this.width;
	}

	yOf(row) {
		const down = (row - this.topRow) * ROW_PX;
		return this.isFlame ? this.height - down - ROW_PX : down;
	}

	spaceAt(x, y) {
		const down = this.isFlame ? this.height - y : y;
		return { row: Math.floor(down / ROW_PX + this.topRow), u: x / this.width };
	}

	// Where the details of a node are shown beside.
	spotOf(node) {
		const { from, to } = this.span;
		const left = (this.tree.x[node] - from) / (to - from) * this.width;
		return { left, top: this.yOf(this.tree.row[node]), height: ROW_PX };
	}

	snap(px) {
		return Math.round(px * this.density) / this.density;
	}

	paintBox(pen, node, fromU, toU) {
		const look = this.view.look(node);
		const from = this.snap(Math.max(fromU * this.width, -4));
		const to = this.snap(Math.min(toU * this.width, this.width + 4));
		const y = this.yOf(this.tree.row[node]);
		const width = Math.max(to - from - (to - from > 3 ? 1 : 0), 1 / this.density);
		const radius = width > 8 ? 2 : 0;
		pen.describe(() => this.view.inWords(node));
		pen.box(from, y, width, ROW_PX - 1, radius, { fill: look.colour, alpha: look.alpha });
		if (look.ring) {
			const inset = look.ring / 2;
			pen.box(from + inset, y + inset, Math.max(width - look.ring, 0.5), ROW_PX - 1 - look.ring,
				radius, { stroke: this.view.theme.strong, lineWidth: look.ring });
		}
		if (width >= LABEL_PX)
			this.label(pen, node, Math.max(from, 0) + 5, Math.min(to, this.width) - 5, y, look);
	}

	paintMerged(pen, run, fromU, toU) {
		const width = Math.max(1, (toU - fromU) * this.width);
		pen.box(fromU * this.width, this.yOf(run.row), width, ROW_PX - 1, 0,
			{ fill: width > 3 ? 'hatch' : this.view.theme.quiet });
	}

	// Writes name, time and share, as many of them as there is room for.
	label(pen, node, from, to, y, look) {
		const { theme } = this.view;
		const middle = y + ROW_PX / 2;
		const name = this.cut(this.view.nameOf(node), to - from, theme.codeFont);
		pen.text(name.text, from, middle, { font: theme.codeFont, fill: look.ink });
		if (name.isCut)
			return;
		let x = from + name.width;
		for (const part of this.view.labelOf(node)) {
			const width = this.measure(part, theme.textFont);
			if (x + 10 + width > to)
				return;
			pen.text(part, x + 10, middle, { font: theme.textFont, fill: look.ink, alpha: theme.softInk });
			x += 10 + width;
		}
	}

	// Sets the picture up for a file: of its own width, with all rows of what is zoomed.
	spread(width) {
		this.hidden = 0;
		this.width = width;
		this.height = this.span.rows * ROW_PX;
	}
}
