// profiler/view/table.js - the table of functions: sorted by a click, filtered by the search.
//
// A column is { key, name, help, cell }: cell(row) makes the <td>; { isText } aligns left and sorts
// upwards first; { isSize } sorts by how large a number is, whatever its sign; { isShare } shows
// its neighbour once more, in per cent; { isWide } goes where there is little room.

function compare(a, b, { key, isSize }) {
	if (typeof a[key] === 'string')
		return a[key].localeCompare(b[key], undefined, { numeric: true });
	return isSize ? Math.abs(a[key]) - Math.abs(b[key]) : a[key] - b[key];
}

class Table {
	// rows: { fn, ... } in the order to begin with; limit: how many are shown at first.
	constructor(rows, columns, limit, view) {
		Object.assign(this, { rows, columns, limit, view });
		this.sort = this.sortFound();
		this.body = el('tbody');
		this.more = button({ class: 'cicle-more' }, '', () => {
			this.limit = Infinity;
			this.show();
		});
		this.heads = columns.map((column) => this.head(column));
		this.element = el('div', { class: 'cicle-table' },
			el('table', { 'aria-label': 'Functions' },
				el('thead', {}, el('tr', {}, ...this.heads)), this.body), this.more);
		this.listen();
	}

	// Rows come sorted by the wish of whoever asked: find out by which column.
	sortFound() {
		const ordered = ['own', 'ownChange', 'total', 'calls', 'ownPer', 'totalPer', 'saved', 'name', 'where'];
		const columns = ordered.flatMap((key) =>
			this.columns.filter((column) => column.key === key && !column.isShare));
		for (const column of columns) {
			for (const sign of [-1, 1]) {
				if (this.rows.every((row, i) => !i || sign * compare(this.rows[i - 1], row, column) <= 0))
					return { key: column.key, sign };
			}
		}
		return { key: '', sign: -1 };
	}

	head(column) {
		const th = el('th', { scope: 'col', class: column.isText ? 'cicle-text' : '' });
		th.classList.toggle('cicle-wide', !!column.isWide);
		th.append(button({ title: column.help }, column.name, () => {
			const first = column.isText ? 1 : -1;
			const sign = this.sort.key === column.key ? -this.sort.sign : first;
			this.sort = { key: column.key, sign };
			this.rows.sort((a, b) => sign * compare(a, b, column) || a.fn - b.fn);
			this.show();
		}));
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
			if (['ArrowDown', 'ArrowUp', 'Enter', ' '].includes(event.key)) {
				event.preventDefault();
				event.stopPropagation();
			}
		});
	}

	pick(tr) {
		this.view.pickRow(Number(tr.dataset.fn));
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
		this.columns.forEach((column, i) => {
			const isSorted = column.key === this.sort.key && !column.isShare;
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
		return el('tr', { tabindex: '-1', 'data-fn': row.fn },
			...this.columns.map((column) => {
				const td = column.cell(row);
				td.classList.toggle('cicle-wide', !!column.isWide);
				return td;
			}));
	}
}

// ---- cells that both kinds of table have ----------------------------------------------------
function textCell(text, kind, ...before) {
	return el('td', { class: 'cicle-text ' + kind, title: text }, ...before, text);
}

function timeCell(ns, ...after) {
	return el('td', { title: exactTime(ns) }, ...figure(...timeParts(ns)), ...after);
}

function shareCell(part, whole) {
	const percent = share(part, whole);
	return el('td', { title: percent.toFixed(4) + ' %' }, percent.toFixed(1));
}

// A bar behind a figure: its length is a share of the longest one.
function bar(number, most, colour) {
	const inside = el('span');
	inside.style.width = share(Math.abs(number), most) + '%';
	inside.hidden = number === 0;
	if (colour)
		inside.style.background = colour;
	return el('span', { class: 'cicle-bar' }, inside);
}

// By how much a time changed from what it was before.
function changeCell(change, before, isNoise, ...after) {
	const ratio = before > 0 ? ', ' + changeText(share(change, before), (percent) => percent.toFixed(1) + ' %') : '';
	const [whole, fraction, unit] = timeParts(Math.abs(change));
	const sign = (isNoise ? '\u2248 ' : '') + signOf(change);
	const isClear = !isNoise && Math.abs(change) >= before / 100 && change !== 0;
	const kind = isClear ? (change > 0 ? 'cicle-slower' : 'cicle-faster') : '';
	return el('td', {
		class: isNoise ? 'cicle-doubt' : kind,
		title: changeText(change, exactTime) + ratio + (isNoise ? '; no more than runs differ' : ''),
	}, ...figure(sign + whole, fraction, unit), ...after);
}

function largest(rows, key) {
	return rows.reduce((most, row) => Math.max(most, Math.abs(row[key])), 0);
}

// The two columns that say which function it is.
function nameColumns(view) {
	return [{
		key: 'name', name: 'function', help: 'Name', isText: true,
		cell: (row) => {
			const mark = el('span', { class: 'cicle-mark' });
			mark.style.background = view.colourOf(row.fn);
			return textCell(row.name, 'cicle-name', mark);
		},
	}, {
		key: 'where', name: 'where', help: 'Cell and line', isText: true,
		cell: (row) => textCell(row.where, 'cicle-where'),
	}];
}

// A table as text, its columns aligned, for want of a layout that pstats would print.
function tableText({ columns, rows }) {
	const lines = [columns.map((column) => column.name),
		...rows.map((row) => columns.map((column) => column.cell(row).textContent))];
	const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i].length)));
	return lines.map((line) => line.map((text, i) =>
		columns[i].isText ? text.padEnd(widths[i]) : text.padStart(widths[i])).join('  ').trimEnd() + '\n').join('');
}
