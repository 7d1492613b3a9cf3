// profiler/view/view.js - one profile's output: what is zoomed, selected and searched, and the
// parts that show it.

function placeText(file, line) {
	if (file === '~')
		return 'library';
	return line ? file + ':' + line : file;
}

class View {
	constructor(box, data) {
		this.box = box;
		this.data = data;
		this.step = data.step;
		this.functions = data.functions.map(([name, file, line, colour]) =>
			({ name, file, colour, where: placeText(file, line) }));
		this.tree = new Tree(data.nodes, data.cuts);
		this.zoomed = this.tree.top;
		this.current = -1;
		this.hovered = -1;
		this.hoveredNode = -1;
		this.selected = -1;
		this.matches = null;
		this.build();
		this.watchTheme();
		this.refresh();
	}

	build() {
		this.chart = new Chart(this.tree, this);
		this.table = new Table(this.makeRows(), this.data.limit, this);
		this.crumbs = el('nav', { class: 'cicle-crumbs', 'aria-label': 'Path to the zoomed call' });
		this.tip = el('div', { class: 'cicle-tip', role: 'tooltip', hidden: '' });
		this.news = el('div', { class: 'cicle-unseen', 'aria-live': 'polite' });
		this.found = el('span', { class: 'cicle-found', 'aria-live': 'polite' });
		this.search = el('input', {
			type: 'search', placeholder: 'search', 'aria-label': 'Search functions', spellcheck: 'false',
			'data-lm-suppress-shortcuts': 'true',
		});
		const above = el('div', { class: 'cicle-above' }, this.crumbs,
			el('span', { class: 'cicle-hint' }, 'click zooms \u00b7 Esc resets \u00b7 / searches'));
		const picture = el('div', { class: 'cicle-picture' }, above, this.picture());
		const parts = [picture, this.table.element];
		if (this.data.isTableFirst)
			parts.reverse();
		const head = el('div', { class: 'cicle-head' }, this.box.querySelector('.cicle-summary'),
			this.found, this.search);
		this.box.replaceChildren(head, ...parts, this.tip, this.news);
		this.chart.element.setAttribute('aria-label', this.pictureInWords());
		this.listen();
	}

	picture() {
		if (this.tree.total[0] > 0)
			return this.chart.element;
		return el('div', { class: 'cicle-nothing' }, 'Too short to measure: no picture.');
	}

	makeRows() {
		return this.data.rows.map(([fn, calls, primitive, own, total]) => ({
			fn, calls, primitive, own, total, ownPer: calls ? own / calls : 0,
			totalPer: primitive ? total / primitive : 0,
			name: this.functions[fn].name, where: this.functions[fn].where,
		}));
	}

	pictureInWords() {
		const top = this.tree.top;
		const first = this.tree.firstKid[top];
		const kids = this.tree.order.subarray(first, first + Math.min(3, this.tree.kidCount[top]));
		const words = [top, ...kids].map((node) =>
			this.nameOf(node) + ' ' + shareText(this.tree.total[node], this.tree.total[0]));
		return 'Where the time went: ' + words.join(', ') +
			'. Arrow keys walk, Enter zooms, Escape resets, slash searches.';
	}

	listen() {
		this.search.addEventListener('input', () => this.find(this.search.value));
		this.search.addEventListener('keydown', (event) => {
			if (event.key !== 'Escape')
				return;
			event.preventDefault();
			this.reset();
			this.chart.element.focus();
		});
		this.chart.element.addEventListener('keydown', (event) => this.press(event));
		this.chart.element.addEventListener('blur', () => this.walkTo(-1));
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
			text: style.color, strong: style.color,
			ink: '#0e1114', softInk: isDark ? 0.9 : 0.75,
			quiet: isDark ? '#666d76' : '#a3aab3', fade: isDark ? 0.22 : 0.25,
			codeFont: '11px ' + code, textFont: '11px ' + style.fontFamily,
		};
		this.box.dataset.theme = isDark ? 'dark' : 'light';
	}

	colourOf(fn) {
		return this.theme.palette[this.functions[fn].colour];
	}

	// A cell's own statements are called by the cell's name.
	nameOf(node) {
		const { name, file } = this.functions[this.tree.fn[node]];
		if (node === 0)
			return this.data.cell;
		return name === '<cell>' ? file : name;
	}

	isDoubtful(ns) {
		return this.step > 0 && ns > 0 && ns < this.step;
	}

	passes(fn) {
		return !this.matches || this.matches[fn] === 1;
	}

	// Tells the chart how a box is drawn.
	look(node) {
		const fn = this.tree.fn[node];
		const isOther = this.selected >= 0 && fn !== this.selected;
		let ring = fn === this.hovered || fn === this.selected ? 1 : 0;
		if (node === this.hoveredNode || node === this.current)
			ring = 2;
		return { colour: this.colourOf(fn), isFaded: isOther || !this.passes(fn), ring };
	}

	refresh() {
		this.showCrumbs();
		this.table.show();
		this.chart.draw();
	}

	zoom(node) {
		if (node === this.zoomed || !this.tree.total[node])
			return;
		this.zoomed = node;
		this.hideTip();
		this.showCrumbs();
		this.chart.zoom(node);
	}

	// A click on a box: the zoomed one leads up, any other one in.
	open({ node, run }) {
		const parent = this.tree.parent[node];
		if (run && parent !== this.zoomed && this.tree.row[parent] > this.tree.row[this.zoomed])
			this.zoom(parent);
		else if (node === this.zoomed && node !== this.tree.top)
			this.zoom(parent);
		else
			this.zoom(node);
	}

	reset() {
		this.search.value = '';
		this.selected = -1;
		this.find('');
		this.zoom(this.tree.top);
		this.showState();
	}

	select(fn) {
		this.selected = this.selected === fn ? -1 : fn;
		this.table.markSelected();
		this.chart.draw();
		this.showState();
	}

	find(text) {
		const wanted = text.trim().toLowerCase();
		this.matches = null;
		if (wanted)
			this.matches = Uint8Array.from(this.functions, (each) =>
				(each.name + ' ' + each.where).toLowerCase().includes(wanted) ? 1 : 0);
		this.found.textContent = wanted ?
			Math.round(this.tree.matchedShare(this.matches)) + ' % matched' : '';
		this.table.show();
		this.chart.draw();
	}

	press(event) {
		if (event.ctrlKey || event.metaKey || event.altKey)
			return;
		const at = this.current < 0 ? this.zoomed : this.current;
		if (event.key.startsWith('Arrow'))
			this.walkTo(this.current < 0 ? this.zoomed : this.tree.neighbour(at, event.key));
		else if (event.key === 'Enter')
			this.open({ node: at });
		else if (event.key === 'Escape')
			this.reset();
		else if (event.key === '/')
			this.search.focus();
		else
			return;
		event.preventDefault();
		event.stopPropagation();
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
			this.showTip(this.details(node), this.chart.rectangle(node));
			this.news.textContent = this.inWords(node);
		}
		this.chart.draw();
		this.showState();
	}

	hover(hit, event) {
		const node = hit && !hit.run ? hit.node : -1;
		const fn = node < 0 ? -1 : this.tree.fn[node];
		if (hit) {
			const area = this.chart.canvas.getBoundingClientRect();
			const top = Math.floor((event.clientY - area.top) / ROW_PX) * ROW_PX;
			this.showTip(hit.run ? this.mergedDetails(hit.run) : this.details(node),
				{ left: event.clientX - area.left, top });
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
		const total = tree.total[node];
		const parent = tree.parent[node];
		const per = total / tree.calls[node];
		const all = tree.total[0];
		const rows = [
			['total', timeText(total), shareText(total, all) + ' of all'],
			['own', timeText(tree.own[node]), shareText(tree.own[node], all) + ' of all'],
			['calls', grouped(tree.calls[node]), timeText(per) + ' per call'],
		];
		if (parent > 0)
			rows.push(['', shareText(total, tree.total[parent]), 'of its caller ' + this.nameOf(parent)]);
		if (this.isDoubtful(per))
			rows.push(['', '', 'below the clock\'s step of ' + timeText(this.step)]);
		return { title: this.nameOf(node), where: this.functions[tree.fn[node]].where, rows };
	}

	mergedDetails(run) {
		const count = grouped(run.count) + (run.count === 1 ? ' box' : ' boxes');
		return {
			title: count + ' too small to draw', where: '',
			rows: [['total', timeText(run.total), shareText(run.total, this.tree.total[0]) + ' of all'],
				['largest', timeText(this.tree.total[run.largest]), this.nameOf(run.largest)]],
		};
	}

	inWords(node) {
		const { title, where, rows } = this.details(node);
		return [title, where, ...rows.map((row) => row.join(' ').trim())].join(', ');
	}

	// Shows details beside a place on the canvas, below it where there is room.
	showTip({ title, where, rows }, { left, top }) {
		const lines = rows.map((row) => el('tr', {}, ...row.map((text) => el('td', {}, text))));
		this.tip.replaceChildren(el('div', {}, el('b', {}, title), ' ', el('span', {}, where)),
			el('table', {}, el('tbody', {}, ...lines)));
		this.tip.hidden = false;
		const box = this.box.getBoundingClientRect();
		const area = this.chart.canvas.getBoundingClientRect();
		const { offsetWidth: width, offsetHeight: height } = this.tip;
		const x = Math.min(Math.max(left, 0) + area.left - box.left + 12, box.width - width - 2);
		const below = top + area.top - box.top + ROW_PX + 6;
		const above = below - ROW_PX - 12 - height;
		const isRoom = below + height <= box.height || above < 0;
		this.tip.style.left = Math.max(x, 0) + 'px';
		this.tip.style.top = (isRoom ? below : above) + 'px';
	}

	hideTip() {
		this.tip.hidden = true;
	}

	showCrumbs() {
		const path = this.tree.path(this.zoomed);
		const shown = path.length > 8 ? [path[0], -1, ...path.slice(-6)] : path;
		this.crumbs.replaceChildren(...shown.flatMap((node, i) => {
			const crumb = node < 0 ? el('span', { title: path.length - 7 + ' more' }, '\u2026') :
				this.crumb(node);
			return i ? [el('span', { class: 'cicle-then', 'aria-hidden': 'true' }, '\u203a'), crumb] : [crumb];
		}));
		this.showState();
	}

	crumb(node) {
		if (node === this.zoomed)
			return el('b', { 'aria-current': 'location' }, this.nameOf(node));
		const button = el('button', { type: 'button' }, this.nameOf(node));
		button.addEventListener('click', () => this.zoom(node));
		return button;
	}

	// Tells the page (its tests, a style sheet) what is shown.
	showState() {
		const name = (fn) => fn < 0 ? '' : this.functions[fn].name;
		this.box.dataset.zoom = this.nameOf(this.zoomed);
		this.box.dataset.hover = name(this.hovered);
		this.box.dataset.selected = name(this.selected);
		this.box.dataset.current = this.current < 0 ? '' : this.nameOf(this.current);
	}
}

// Brings all outputs with this id to life: a front end may show one output in several places.
function start(id, data) {
	for (const box of document.querySelectorAll('.cicle-' + id + ':not([data-live])')) {
		box.dataset.live = 'true';
		new View(box, data);
	}
}
