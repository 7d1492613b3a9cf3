// profiler/view/sides.js - the selected function between its callers and what it calls.
//
// Both strips are as wide as the function's total time, that of its outermost calls: so callers
// add up to it exactly, and so do callees with its own time. Below: how long single calls lasted,
// and the source.

const MOST_SIDES = 12; // more are one box
const BARS_PX = 30;    // the highest bar of the durations

// Gives [[fn, total ns], ...], largest first.
function ranked(sums) {
	return Array.from(sums).sort((a, b) => b[1] - a[1]);
}

function plus(sums, key, number) {
	sums.set(key, (sums.get(key) || 0) + number);
}

// Gives { total, own, calls, callers, callees, callCounts } of a function from a top-down tree. A
// function that calls itself directly goes on being one call here, but for its callCounts: how often
// it called whom, in all its calls.
function sidesOf(tree, fn) {
	const inside = insideOf(tree, fn);
	const running = new Uint8Array(tree.size);
	const sides = {
		total: 0, own: 0, calls: 0, callers: new Map(), callees: new Map(), callCounts: new Map(),
	};
	for (let i = 1; i < tree.size; i++) {
		const parent = tree.parent[i];
		const isOuter = inside[i] && !inside[parent];
		running[i] = tree.fn[i] === fn && (isOuter || running[parent]) ? 1 : 0;
		if (tree.fn[i] === fn)
			sides.calls += tree.calls[i];
		if (tree.fn[parent] === fn)
			plus(sides.callCounts, tree.fn[i], tree.calls[i]);
		if (isOuter) {
			sides.total += tree.total[i];
			plus(sides.callers, tree.fn[parent], tree.total[i]);
		}
		if (running[i])
			sides.own += tree.own[i];
		else if (running[parent])
			plus(sides.callees, tree.fn[i], tree.total[i]);
	}
	return { ...sides, callers: ranked(sides.callers), callees: ranked(sides.callees) };
}

class Sides {
	constructor(view) {
		this.view = view;
		this.sources = new SourceTable(view);
		this.element = el('section', { class: 'cicle-sides', hidden: '' });
	}

	show(fn) {
		this.element.hidden = fn < 0;
		if (fn < 0)
			return;
		const sides = sidesOf(this.view.base, fn);
		const callees = sides.callees.map(([callee, ns]) => this.box(callee, ns, sides.total));
		const own = this.plainBox('own time', sides.own, sides.total);
		const name = this.view.functions[fn].title;
		this.element.setAttribute('aria-label', 'Callers and callees of ' + name);
		this.element.replaceChildren(
			this.line('called by', this.strip(sides.callers.map(([caller, ns]) =>
				this.box(caller, ns, sides.total)))),
			this.line('selected', this.middle(fn, name, sides)),
			this.line('calls', this.strip([...callees, ...(sides.own > 0 ? [own] : [])])),
			...this.durations(fn), ...this.sources.elements(fn, sides));
	}

	// How long single calls lasted: a bar per power of two, and the shortest, mean and longest.
	durations(fn) {
		const { min, max, durations: [first, ...counts] } = this.view.functions[fn];
		if (!max)
			return [];
		const row = this.view.kind.rows.find((each) => each.fn === fn);
		const timed = counts.reduce((sum, count) => sum + count, 0);
		const most = Math.max(...counts);
		const bars = counts.map((count, i) => {
			const bar = el('span', { title: this.durationWords(first + i, count, timed) });
			bar.style.height = (count ? Math.max(BARS_PX * count / most, 1) : 0) + 'px';
			bar.style.background = this.view.colourOf(fn);
			return el('span', { class: 'cicle-group', title: bar.title }, bar);
		});
		const text = [timeText(min) + ' to ' + timeText(max)];
		if (row && row.totalPer)
			text.push(timeText(row.totalPer) + ' on average');
		if (timed && row && timed < row.calls)
			text.push(callCount(timed) + ' timed');
		return [this.line('one call', el('div', { class: 'cicle-durations' },
			timed ? el('span', { class: 'cicle-bars', role: 'img', 'aria-label': this.inWords(first, counts, timed) },
				...bars) : '', el('span', {}, text.join(' \u00b7 '))))];
	}

	// Group i holds what lasted 2^i to 2^(i + 1) ns.
	durationWords(group, count, timed) {
		return timeText(2 ** group) + ' to ' + timeText(2 ** (group + 1)) + ': ' + callCount(count) + ', ' +
			shareText(count, timed);
	}

	inWords(first, counts, timed) {
		return 'How long calls lasted. ' + counts.flatMap((count, i) =>
			count ? [this.durationWords(first + i, count, timed)] : []).join('; ');
	}

	line(label, content) {
		return el('div', { class: 'cicle-side' }, el('span', {}, label), content);
	}

	middle(fn, name, sides) {
		const { view } = this;
		const text = [callCount(sides.calls), timeText(sides.total),
			shareText(sides.total, view.base.total[0]) + ' of all'].join(' \u00b7 ');
		const root = button({
			class: 'cicle-act', 'aria-pressed': String(view.only === fn),
			title: 'Draw all its calls as one, wherever they came from',
		}, 'as root', () => view.focusOn(view.only === fn ? -1 : fn));
		const close = button({ class: 'cicle-act', 'aria-label': 'Unselect', title: 'Unselect' }, '\u00d7',
			() => view.select(-1));
		return el('div', { class: 'cicle-middle' }, el('b', {}, name), el('span', {}, text), root, close);
	}

	strip(boxes) {
		const rest = boxes.splice(MOST_SIDES);
		if (rest.length)
			boxes.push(el('span', { class: 'cicle-cut' }, grouped(rest.length) + ' more'));
		if (!boxes.length)
			boxes.push(el('span', { class: 'cicle-cut' }, 'nothing'));
		return el('div', { class: 'cicle-strip' }, ...boxes);
	}

	box(fn, ns, all) {
		const name = this.view.functions[fn].title;
		const box = button({ title: this.words(name, ns, all) }, '', () => this.view.select(fn));
		box.style.background = this.view.colourOf(fn);
		return this.fill(box, name, ns, all);
	}

	plainBox(name, ns, all) {
		return this.fill(el('span', { class: 'cicle-own', title: this.words(name, ns, all) }), name, ns, all);
	}

	fill(box, name, ns, all) {
		box.append(el('code', {}, name), ' ', shareText(ns, all));
		box.style.flex = share(ns, all).toFixed(3) + ' 1 0';
		return box;
	}

	words(name, ns, all) {
		return name + ' \u00b7 ' + timeText(ns) + ' \u00b7 ' + shareText(ns, all);
	}
}
