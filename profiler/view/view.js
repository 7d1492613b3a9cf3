// profiler/view/view.js - one output: what is zoomed, selected and searched, in which style and
// form, and the parts that show it.

function placeText(file, line) {
	if (file === '~')
		return 'library';
	return line ? file + ':' + line : file;
}

class View {
	// source: { id, html, json, code }, of which the output can be made again.
	constructor(box, data, source) {
		Object.assign(this, {
			box, data, source, style: 'icicle', width: data.width ?? 'time', depth: Infinity, cutoff: 0,
			isFolded: false, isInverted: false, only: -1, zoomed: 0, current: -1, hovered: -1,
			hoveredNode: -1, selected: -1, matches: null,
		});
		this.functions = data.functions.map(([name, file, line, colour, timing, min, max, ...durations]) => ({
			name, line, colour, timing: timing & 15, min, max, durations,
			tier: ['', 'tcc', 'cc'][timing >> 4], where: placeText(file, line),
			title: name === '<cell>' ? file : name, // a cell's own statements go by the cell's name
		}));
		this.functions[0].title = data.cell;
		this.paths = readPaths(data.nodes, data.lanes, data.hasBytes);
		this.kind = data.lanes === 2 ? new Diff(this, data) : new Profile(this, data);
		this.build();
		this.watchTheme();
		this.plant();
		this.table.show();
	}

	// ---- parts ------------------------------------------------------------------------------
	build() {
		const summary = this.box.querySelector('.cicle-summary');
		this.summary = summary.textContent;
		this.title = summary.querySelector('code').textContent;
		this.table = new Table(this.kind.rows, this.kind.columns, this.data.limit, this);
		this.tools = new Tools(this);
		this.sides = new Sides(this);
		this.crumbs = el('nav', { class: 'cicle-crumbs', 'aria-label': 'Path to the zoomed call' });
		this.undo = button({ class: 'cicle-act cicle-undo', title: 'Esc' }, 'reset', () => this.reset());
		this.legend = el('div', { class: 'cicle-legend' });
		this.tip = el('div', { class: 'cicle-tip', role: 'tooltip', hidden: '' });
		this.news = el('div', { class: 'cicle-unseen', 'aria-live': 'polite' });
		this.frame = el('div');
		this.note = el('span', { class: 'cicle-note' });
		const above = el('div', { class: 'cicle-above' }, this.crumbs, this.note, this.undo);
		const picture = el('div', { class: 'cicle-picture' }, above, this.frame, this.legend);
		const parts = [picture, this.sides.element, this.table.element];
		if (this.data.isTableFirst)
			parts.unshift(parts.pop());
		this.box.replaceChildren(el('style', {}, STYLE),
			el('div', { class: 'cicle-head' }, summary, this.tools.element), this.tools.keys, ...parts,
			this.tip, this.news);
		this.box.dataset.lmSuppressShortcuts = 'true';
		this.box.addEventListener('keydown', (event) => this.press(event));
	}

	placeOf(fn) {
		return { name: this.functions[fn].name, where: this.functions[fn].where };
	}

	// Makes the tree in the form that is asked for, and its picture. zoomed: what fills it, when
	// that has any width.
	plant(zoomed = 0) {
		const isPlain = !this.isFolded && !this.isInverted && this.only < 0;
		this.base = new Tree(this.paths, this.width);
		if (this.isInTime)
			this.tree = new Tree(timed(this.paths, this.data.spans, this.base.total[0]), 'time');
		else
			this.tree = isPlain ? this.base : new Tree(this.form(), this.width);
		this.all = (this.isInTime ? this.tree : this.base).weight[0];
		this.zoomed = zoomed && this.tree.weight[zoomed] ? zoomed : this.tree.top;
		this.current = -1;
		this.draw();
	}

	get isInTime() {
		return this.style === 'timeline';
	}

	form() {
		const paths = this.isFolded ? folded(this.paths) : this.paths;
		if (this.only < 0)
			return this.isInverted ? inverted(paths) : paths;
		return this.isInverted ? callersOf(paths, this.only) : focused(paths, this.only);
	}

	makeChart() {
		if (this.style === 'sunburst')
			return new Rings(this.tree, this, this.zoomed);
		return new Boxes(this.tree, this, this.zoomed, this.style === 'flame');
	}

	// Puts a new picture in the place of the old one; the focus stays where it was.
	draw() {
		const hadFocus = this.chart && this.chart.element === document.activeElement;
		this.hideTip();
		if (this.chart)
			this.chart.stop();
		this.chart = this.makeChart();
		this.chart.element.setAttribute('aria-label', this.pictureInWords());
		this.chart.element.addEventListener('blur', () => this.walkTo(-1));
		this.frame.replaceChildren(this.all > 0 ? this.chart.element :
			el('div', { class: 'cicle-nothing' }, 'Too short to measure: no picture.'));
		if (hadFocus)
			this.chart.element.focus();
		this.legend.replaceChildren(this.kind.legend);
		this.tools.refresh();
		this.showCrumbs();
	}

	pictureInWords() {
		const { top, order, weight, firstKid, kidCount } = this.tree;
		const kids = order.subarray(firstKid[top], firstKid[top] + Math.min(3, kidCount[top]));
		const words = [top, ...kids].map((node) =>
			this.nameOf(node) + ' ' + shareText(weight[node], this.all));
		return 'Where the ' + this.width + ' went: ' + words.join(', ') +
			'. Arrow keys walk, Enter zooms, Escape resets, slash searches.';
	}

	// The style sheet gives the colour of the text a transition, whose end tells of every change
	// of theme, whoever made it. JupyterLab hides the output meanwhile, which cancels it; the
	// next frame finds it shown again.
	watchTheme() {
		this.readTheme();
		const changed = (event) => {
			if (event.target !== this.box)
				return;
			this.readTheme();
			this.table.show();
			this.sides.show(this.selected);
			this.legend.replaceChildren(this.kind.legend);
			requestAnimationFrame(() => this.chart.draw());
		};
		this.box.addEventListener('transitionend', changed);
		this.box.addEventListener('transitioncancel', changed);
	}

	readTheme() {
		const style = getComputedStyle(this.box);
		const [red, green, blue] = style.color.match(/[\d.]+/g).map(Number);
		const isDark = red * 0.3 + green * 0.59 + blue * 0.11 > 128;
		const code = style.getPropertyValue('--cicle-code') || 'monospace';
		this.theme = {
			palette: isDark ? this.data.dark : this.data.light,
			text: style.color, strong: style.color, ground: style.getPropertyValue('--cicle-ground').trim(),
			ink: '#0e1114', softInk: isDark ? 0.9 : 0.75,
			quiet: isDark ? '#666d76' : '#a3aab3', fade: isDark ? 0.22 : 0.25,
			codeFont: '11px ' + code, textFont: '11px ' + style.fontFamily,
			headFont: '13px ' + style.fontFamily,
		};
		this.box.dataset.theme = isDark ? 'dark' : 'light';
	}

	// ---- how things look, for the picture, the table and the sides --------------------------
	colourOf(fn) {
		return this.kind.colourOf(fn);
	}

	nameOf(node) {
		return this.functions[this.tree.fn[node]].title;
	}

	labelOf(node) {
		return this.kind.label(this.tree, node);
	}

	passes(fn) {
		return !this.matches || this.matches[fn] === 1;
	}

	look(node) {
		const fn = this.tree.fn[node];
		const isFaded = (this.selected >= 0 && fn !== this.selected) || !this.passes(fn);
		let ring = fn === this.hovered || fn === this.selected ? 1 : 0;
		if (node === this.hoveredNode || node === this.current)
			ring = 2;
		return {
			colour: this.kind.colourOfNode(this.tree, node), alpha: isFaded ? this.theme.fade : 1,
			ink: isFaded ? this.theme.text : this.theme.ink, ring,
		};
	}

	// ---- what the toolbar changes -----------------------------------------------------------
	setStyle(style) {
		const wasInTime = this.isInTime;
		this.style = style;
		if (wasInTime || this.isInTime)
			this.plant();
		else
			this.draw();
	}

	setWidth(width) {
		const zoomed = this.isInTime ? 0 : this.zoomed;
		this.leaveTime();
		this.width = width;
		this.plant(zoomed);
	}

	// Other widths and forms than time itself have no order of time.
	leaveTime() {
		if (this.isInTime)
			this.style = 'icicle';
	}

	setDepth(depth) {
		this.depth = depth;
		this.draw();
	}

	setCutoff(cutoff) {
		this.cutoff = cutoff;
		this.draw();
	}

	setForm(form) {
		this.leaveTime();
		Object.assign(this, form);
		this.plant();
	}

	// pstats knows of no other runs: what is shown of them follows its table.
	copy() {
		const { text, runs, hasBefore } = this.data;
		const table = tableText(this.kind);
		if (text && (runs > 1 || hasBefore))
			copyText(text.trimEnd() + '\n\n' + this.summary.trim() + '\n\n' + table);
		else
			copyText(text || table);
	}

	// ---- zoom, selection, search ------------------------------------------------------------
	zoom(node) {
		if (node === this.zoomed || !this.tree.weight[node])
			return;
		this.zoomed = node;
		this.hideTip();
		this.showCrumbs();
		this.chart.zoom(node);
	}

	// The zoomed box leads up, any other one in.
	open({ node, run }) {
		const parent = this.tree.parent[node];
		if (run && parent !== this.zoomed && this.tree.row[parent] > this.tree.row[this.zoomed])
			this.zoom(parent);
		else if (node === this.zoomed && node !== this.tree.top)
			this.zoom(parent);
		else
			this.zoom(node);
	}

	// A second click takes the first one's zoom back, and searches for what that hit.
	click(hit, event) {
		if (event.detail > 1) {
			if (event.detail === 2 && this.clicked)
				this.searchFor(this.clicked);
			return;
		}
		this.clicked = hit && { zoomed: this.zoomed, name: this.nameOf(hit.node) };
		if (hit && event.shiftKey)
			this.toggleSelected(this.tree.fn[hit.node]);
		else if (hit)
			this.open(hit);
	}

	searchFor({ zoomed, name }) {
		this.zoom(zoomed);
		this.tools.search.value = name;
		this.find(name);
	}

	reset() {
		this.tools.search.value = '';
		this.find('');
		this.select(-1);
		if (this.only >= 0)
			this.focusOn(-1);
		this.zoom(this.tree.top);
	}

	// fn -1: none.
	select(fn) {
		this.selected = fn;
		this.sides.show(fn);
		this.table.markSelected();
		this.chart.draw();
		this.showState();
	}

	toggleSelected(fn) {
		this.select(this.selected === fn ? -1 : fn);
	}

	// A row selects its function, and zooms to what holds all of its calls.
	pickRow(fn) {
		const isNew = this.selected !== fn;
		this.toggleSelected(fn);
		const holder = isNew ? this.tree.holderOf(fn) : this.tree.top;
		this.zoom(holder < 0 ? this.tree.top : holder);
	}

	// Draws all calls of a function as one; -1: the whole profile again.
	focusOn(fn) {
		this.leaveTime();
		this.only = fn;
		this.plant();
		this.sides.show(this.selected);
	}

	find(text) {
		const wanted = text.trim().toLowerCase();
		this.matches = null;
		if (wanted)
			this.matches = Uint8Array.from(this.functions, (each) =>
				(each.title + ' ' + each.where).toLowerCase().includes(wanted) ? 1 : 0);
		this.tools.found.textContent = wanted ?
			Math.round(this.base.matchedShare(this.matches)) + ' % matched' : '';
		this.table.show();
		this.chart.draw();
		this.showState();
	}

	// ---- keyboard ---------------------------------------------------------------------------
	press(event) {
		const isTyping = /^(INPUT|SELECT)$/.test(event.target.tagName);
		const isChart = event.target === this.chart.element;
		if (event.ctrlKey || event.metaKey || event.altKey || (isTyping && event.key !== 'Escape'))
			return;
		if (this.pressAnywhere(event.key) || (isChart && this.pressInChart(event.key))) {
			event.preventDefault();
			event.stopPropagation();
		}
	}

	pressAnywhere(key) {
		if (key === 'Escape') {
			if (!this.tools.close())
				this.reset();
			this.chart.element.focus();
		} else if (key === '/') {
			this.tools.search.focus();
		} else if (key === 't' || key === 'c' || (key === 'b' && this.data.hasBytes)) {
			this.setWidth({ t: 'time', c: 'calls', b: 'bytes' }[key]);
		} else if (key === '?') {
			this.tools.toggleKeys();
		} else {
			return false;
		}
		return true;
	}

	pressInChart(key) {
		const at = this.current < 0 ? this.zoomed : this.current;
		const isFlame = this.style === 'flame';
		const way = {
			ArrowUp: isFlame ? 'in' : 'out', ArrowDown: isFlame ? 'out' : 'in',
			ArrowLeft: 'left', ArrowRight: 'right',
		}[key];
		if (way)
			this.walkTo(this.current < 0 ? this.zoomed : this.tree.neighbour(at, way));
		else if (key === 'Enter')
			this.open({ node: at });
		else if (key === ' ')
			this.toggleSelected(this.tree.fn[at]);
		else
			return false;
		return true;
	}

	// Puts the keyboard's mark on a node and, where it is out of sight, moves the picture there.
	walkTo(node) {
		if (node === this.current)
			return;
		this.current = node;
		this.hovered = node < 0 ? -1 : this.tree.fn[node];
		if (node < 0) {
			this.hideTip();
		} else {
			if (!this.tree.path(node).includes(this.zoomed))
				this.zoom(node);
			this.chart.reveal(node);
			this.showTip(this.details(node), this.chart.spotOf(node));
			this.news.textContent = this.inWords(node);
		}
		this.chart.draw();
		this.showState();
	}

	// ---- details ----------------------------------------------------------------------------
	hover(hit, event) {
		const node = hit && !hit.run ? hit.node : -1;
		const fn = node < 0 ? -1 : this.tree.fn[node];
		if (hit) {
			const area = this.chart.canvas.getBoundingClientRect();
			const top = event.clientY - area.top - ROW_PX / 2;
			this.showTip(hit.run ? this.mergedDetails(hit.run) : this.details(node),
				{ left: event.clientX - area.left, top, height: ROW_PX });
		} else {
			this.hideTip();
		}
		if (node === this.hoveredNode && fn === this.hovered)
			return;
		this.hovered = fn;
		this.hoveredNode = node;
		this.chart.draw();
		this.showState();
	}

	hoverFunction(tr) {
		const fn = tr ? Number(tr.dataset.fn) : -1;
		if (fn === this.hovered)
			return;
		this.hovered = fn;
		this.chart.draw();
	}

	details(node) {
		const { tree } = this;
		const parent = tree.parent[node];
		const rows = this.kind.details(tree, node);
		if (parent > 0)
			rows.push(['', shareText(tree.weight[node], tree.weight[parent]),
				(tree.isInverted ? 'of that of ' : 'of its caller ') + this.nameOf(parent)]);
		return { title: this.nameOf(node), where: this.functions[tree.fn[node]].where, rows };
	}

	mergedDetails(run) {
		const count = grouped(run.count) + (run.count === 1 ? ' box' : ' boxes');
		const { total, weight } = this.tree;
		return {
			title: count + ' too small to draw', where: '',
			rows: [['total', timeText(run.total), shareText(run.weight, this.all) + ' of all'],
				['largest', timeText(total[run.largest]), this.nameOf(run.largest) + ' ' +
					shareText(weight[run.largest], this.all)]],
		};
	}

	inWords(node) {
		const { title, where, rows } = this.details(node);
		return [title, where, ...rows.map((row) => row.join(' ').trim())].join(', ');
	}

	// Shows details beside a place on the canvas, below it where there is room.
	showTip({ title, where, rows }, { left, top, height }) {
		const lines = rows.map((row) => el('tr', {}, ...row.map((text) => el('td', {}, text))));
		this.tip.replaceChildren(el('div', {}, el('b', {}, title), ' ', el('span', {}, where)),
			el('table', {}, el('tbody', {}, ...lines)));
		this.tip.hidden = false;
		const box = this.box.getBoundingClientRect();
		const area = this.chart.canvas.getBoundingClientRect();
		const size = this.tip.getBoundingClientRect();
		const x = Math.min(Math.max(left, 0) + area.left - box.left + 12, box.width - size.width - 2);
		const below = top + area.top - box.top + height + 6;
		const above = below - height - 12 - size.height;
		const isRoom = below + size.height <= box.height || above < 0;
		this.tip.style.left = Math.max(x, 0) + 'px';
		this.tip.style.top = (isRoom ? below : above) + 'px';
	}

	hideTip() {
		this.tip.hidden = true;
	}

	// ---- where we are -----------------------------------------------------------------------
	showCrumbs() {
		const path = this.tree.path(this.zoomed);
		const shown = path.length > 8 ? [path[0], -1, ...path.slice(-6)] : path;
		const crumbs = shown.map((node) => node < 0 ?
			el('span', { title: path.length - 7 + ' more' }, '\u2026') : this.crumb(node));
		if (this.only >= 0)
			crumbs.unshift(button({}, this.data.cell, () => this.focusOn(-1)), el('span', {}, 'all calls as one'));
		this.crumbs.replaceChildren(...crumbs.flatMap((crumb, i) =>
			i ? [el('span', { class: 'cicle-then', 'aria-hidden': 'true' }, '\u203a'), crumb] : [crumb]));
		this.showState();
	}

	crumb(node) {
		if (node === this.zoomed)
			return el('b', { 'aria-current': 'location' }, this.nameOf(node));
		return button({}, this.nameOf(node), () => this.zoom(node));
	}

	get isChanged() {
		return this.zoomed !== this.tree.top || this.selected >= 0 || this.only >= 0 || !!this.matches;
	}

	timeNotes() {
		const { spanLeast } = this.data;
		const isSampled = this.functions.some(({ timing }) => timing === 1);
		return ['in order of time', spanLeast > 0 && 'without calls below ' + timeText(spanLeast),
			isSampled && 'without calls timed by samples'];
	}

	// Tells the page (its tests, a style sheet) what is shown.
	showState() {
		const title = (fn) => fn < 0 ? '' : this.functions[fn].title;
		this.undo.hidden = !this.isChanged;
		this.note.textContent = [...(this.isInTime ? this.timeNotes() :
			[this.isInverted && 'callers below', this.isFolded && 'recursion collapsed']),
			this.depth < Infinity && 'at most ' + this.depth + ' rows',
			this.cutoff && shareText(this.cutoff, 1) + ' and more'].filter(Boolean).join(' \u00b7 ');
		Object.assign(this.box.dataset, {
			zoom: this.nameOf(this.zoomed), hover: title(this.hovered), selected: title(this.selected),
			current: this.current < 0 ? '' : this.nameOf(this.current), style: this.style,
			width: this.width, only: title(this.only),
		});
	}
}

// Brings all outputs with this id to life: a front end may show one output in several places.
function start(id) {
	const data = document.querySelector('.cicle-data-' + id);
	const json = data && data.textContent; // none: the output was cleared meanwhile
	const code = document.currentScript.textContent;
	for (const box of document.querySelectorAll('.cicle-' + id + ':not([data-live])')) {
		box.dataset.live = 'true';
		new View(box, JSON.parse(json), { id, html: box.innerHTML, json, code });
	}
}
