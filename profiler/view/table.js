// profiler/view/table.js - the table of functions: sorted by a click, filtered by the search.

const HEADINGS = [
	{ key: 'calls', name: 'calls', help: 'Calls, and after the slash those that were not recursive' },
	{ key: 'own', name: 'own time', help: 'Time in the function itself, without what it called' },
	{ key: 'own', name: '%', help: 'Own time as share of all time', isShare: true },
	{ key: 'ownPer', name: 'per call', help: 'Own time divided by calls' },
	{ key: 'total', name: 'total', help: 'Time in the function and all that it called; recursion counts once' },
	{ key: 'total', name: '%', help: 'Total time as share of all time', isShare: true },
	{ key: 'totalPer', name: 'per call', help: 'Total time divided by calls that were not recursive' },
	{ key: 'name', name: 'function', help: 'Name', isText: true },
	{ key: 'where', name: 'where', help: 'Cell and line', isText: true },
];

function compare(a, b, key) {
	const isText = typeof a[key] === 'string';
	return isText ? a[key].localeCompare(b[key], undefined, { numeric: true }) : a[key] - b[key];
}

class Table {
	// rows: {fn, calls, primitive, own, ownPer, total, totalPer, name, where}, in the order to
	// begin with; limit: how many are shown at first.
	constructor(rows, limit, view) {
		this.rows = rows;
		this.limit = limit;
		this.view = view;
		this.mostOwn = rows.reduce((most, row) => Math.max(most, row.own), 0);
		this.sort = this.sortFound();
		this.body = el('tbody');
		this.more = el('button', { class: 'cicle-more', type: 'button' });
		this.heads = HEADINGS.map((heading) => this.head(heading));
		this.element = el('div', { class: 'cicle-table' },
			el('table', { 'aria-label': 'Functions' },
				el('thead', {}, el('tr', {}, ...this.heads)), this.body), this.more);
		this.more.addEventListener('click', () => {
			this.limit = Infinity;
			this.show();
		});
		this.listen();
	}

	// Rows come sorted by the wish of whoever asked: find out by which column.
	sortFound() {
		for (const key of ['own', 'total', 'calls', 'ownPer', 'totalPer', 'name', 'where']) {
			for (const sign of [-1, 1]) {
				if (this.rows.every((row, i) => !i || sign * compare(this.rows[i - 1], row, key) <= 0))
					return { key, sign };
			}
		}
		return { key: '', sign: -1 };
	}

	head(heading) {
		const button = el('button', { type: 'button', title: heading.help }, heading.name);
		const th = el('th', { scope: 'col', class: heading.isText ? 'cicle-text' : '' }, button);
		button.addEventListener('click', () => {
			const first = heading.isText ? 1 : -1;
			const sign = this.sort.key === heading.key ? -this.sort.sign : first;
			this.sort = { key: heading.key, sign };
			this.rows.sort((a, b) => sign * compare(a, b, heading.key) || compare(b, a, 'own'));
			this.show();
		});
		return th;
	}

	listen() {
		const rowOf = (event) => event.target.closest('tr');
		this.body.addEventListener('click', (event) => this.pick(rowOf(event)));
		this.body.addEventListener('mouseover', (event) => this.view.hoverFunction(rowOf(event)));
		this.body.addEventListener('mouseleave', () => this.view.hoverFunction(null));
		this.body.addEventListener('keydown', (event) => {
			const row = rowOf(event);
			const other = { ArrowDown: row.nextSibling, ArrowUp: row.previousSibling }[event.key];
			if (other)
				other.focus();
			else if (event.key === 'Enter' || event.key === ' ')
				this.pick(row);
			else if (event.key === 'Escape')
				this.view.reset();
			if (['ArrowDown', 'ArrowUp', 'Enter', ' ', 'Escape'].includes(event.key))
				event.preventDefault();
		});
	}

	pick(tr) {
		this.view.select(Number(tr.dataset.fn));
	}

	// Draws the rows that pass the search, as many as the limit allows.
	show() {
		const found = this.rows.filter((row) => this.view.passes(row.fn));
		const shown = found.slice(0, this.limit);
		const focused = this.body.contains(document.activeElement) && document.activeElement.dataset.fn;
		this.body.replaceChildren(...shown.map((row) => this.row(row)));
		this.more.textContent = 'show all ' + grouped(found.length);
		this.more.hidden = shown.length === found.length;
		this.markSorted();
		this.markSelected();
		const again = focused && this.rowOf(focused);
		if (again)
			again.focus();
	}

	rowOf(fn) {
		return Array.from(this.body.children).find((tr) => tr.dataset.fn === String(fn));
	}

	markSorted() {
		HEADINGS.forEach((heading, i) => {
			const isSorted = heading.key === this.sort.key && !heading.isShare;
			this.heads[i].removeAttribute('aria-sort');
			if (isSorted)
				this.heads[i].setAttribute('aria-sort', this.sort.sign > 0 ? 'ascending' : 'descending');
		});
	}

	markSelected() {
		for (const tr of this.body.children)
			tr.setAttribute('aria-selected', String(Number(tr.dataset.fn) === this.view.selected));
		const first = this.rowOf(this.view.selected) || this.body.firstChild;
		if (first)
			first.tabIndex = 0;
	}

	row(row) {
		const whole = this.view.tree.total[0];
		const mark = el('span', { class: 'cicle-mark' });
		mark.style.background = this.view.colourOf(row.fn);
		return el('tr', { tabindex: '-1', 'data-fn': row.fn, 'data-lm-suppress-shortcuts': 'true' },
			el('td', { title: this.callsHelp(row) }, callsText(row.calls, row.primitive)),
			this.time(row.own, this.bar(row.own)), this.percent(row.own, whole),
			this.perCall(row.ownPer), this.time(row.total), this.percent(row.total, whole),
			this.perCall(row.totalPer),
			el('td', { class: 'cicle-text cicle-name', title: row.name }, mark, el('code', {}, row.name)),
			el('td', { class: 'cicle-text cicle-where', title: row.where }, row.where));
	}

	callsHelp(row) {
		return grouped(row.calls) + ' calls, ' + grouped(row.primitive) + ' primitive (not recursive)';
	}

	bar(own) {
		const bar = el('span', { class: 'cicle-bar' }, el('span'));
		bar.firstChild.style.width = share(own, this.mostOwn) + '%';
		return bar;
	}

	time(ns, ...after) {
		return el('td', { title: exactTime(ns) }, ...figure(...timeParts(ns)), ...after);
	}

	percent(part, whole) {
		const percent = share(part, whole);
		const [number, fraction] = percent.toFixed(1).split('.');
		const exact = percent.toFixed(4) + ' %';
		return el('td', { class: 'cicle-share', title: exact }, number + '.' + fraction);
	}

	// An average below the clock's step is marked: it says something only over many calls.
	perCall(ns) {
		const td = this.time(ns);
		if (this.view.isDoubtful(ns)) {
			td.className = 'cicle-doubt';
			td.title += '; below the clock\'s step of ' + timeText(this.view.step) +
				', an average over many calls';
		}
		return td;
	}
}
