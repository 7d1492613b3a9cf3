// profiler/view/diff.js - what is told about two profiles: lane 0 is before, lane 1 after.
//
// A box is as wide as both times together, so that what came and what went is seen, and so that
// widths still add up. Its colour says how much slower or faster it became, as share of all.

// Shares of all (per cent) from which on a change has the next stronger colour.
const CHANGE_STEPS = [0.25, 1, 3, 8, 20];

class Diff {
	constructor(view, data) {
		this.view = view;
		this.rows = data.rows.map(([fn, calls, own, total, callsAfter, ownAfter, totalAfter, isOwnNoise,
			isTotalNoise]) => ({
			fn, calls, own, total, callsAfter, ownAfter, totalAfter, isOwnNoise, isTotalNoise,
			callsChange: callsAfter - calls, ownChange: ownAfter - own, totalChange: totalAfter - total,
			...view.placeOf(fn),
		}));
		this.rowOf = new Map(this.rows.map((row) => [row.fn, row]));
	}

	// The longer of both runs: what changes are shares of.
	get whole() {
		return Math.max(...this.view.base.lanes.map((lane) => lane.total[0]));
	}

	get columns() {
		// A profile without the function has no time to show.
		const time = (key, calls, name, help, isWide) => ({
			key, name, help, isWide,
			cell: (row) => row[calls] ? timeCell(row[key]) : el('td', { class: 'cicle-none' }, '\u2013'),
		});
		return [
			time('own', 'calls', 'own before', 'Own time in the earlier profile'),
			time('ownAfter', 'callsAfter', 'after', 'Own time in the later profile'),
			this.changeColumn('ownChange', 'own', 'change', 'isOwnNoise'),
			time('total', 'calls', 'total before', 'Total time in the earlier profile; recursion counts once', true),
			time('totalAfter', 'callsAfter', 'after', 'Total time in the later profile; recursion counts once', true),
			this.changeColumn('totalChange', 'total', 'total change', 'isTotalNoise'),
			{
				key: 'callsChange', name: 'calls', help: 'Calls before and after', isSize: true,
				cell: ({ calls, callsAfter }) => el('td', {}, grouped(calls), calls === callsAfter ? '' :
					' \u2192 ' + grouped(callsAfter)),
			},
			...nameColumns(this.view),
		];
	}

	changeColumn(key, before, name, noise) {
		const most = largest(this.rows, key);
		return {
			key, name, help: 'How much slower (+) or faster (\u2212) it became; \u2248: no more than runs differ',
			isSize: true,
			cell: (row) => changeCell(row[key], row[before], row[noise],
				bar(row[noise] ? 0 : row[key], most, this.strongest(row[key]))),
		};
	}

	get legend() {
		const { palette } = this.view.theme;
		const colours = palette.map((colour) => {
			const sample = el('span', { class: 'cicle-mark' });
			sample.style.background = colour;
			return sample;
		});
		return el('span', {}, 'width: before + after \u00b7 colour: faster ', ...colours,
			' slower, by share of all');
	}

	strongest(change) {
		const { palette } = this.view.theme;
		return palette[change > 0 ? palette.length - 1 : 0];
	}

	colourOfChange(change) {
		const percent = share(Math.abs(change), this.whole);
		const step = CHANGE_STEPS.filter((least) => percent >= least).length;
		return this.view.theme.palette[CHANGE_STEPS.length + Math.sign(change) * step];
	}

	colourOf(fn) {
		const row = this.rowOf.get(fn);
		return this.colourOfChange(row ? row.totalChange : 0);
	}

	change(tree, node, key = 'total') {
		return tree.lanes[1][key][node] - tree.lanes[0][key][node];
	}

	colourOfNode(tree, node) {
		return this.colourOfChange(this.change(tree, node));
	}

	label(tree, node) {
		if (tree.width === 'calls')
			return [changeText(this.change(tree, node, 'count'), callCount)];
		const change = this.change(tree, node);
		return [changeText(change, timeText),
			changeText(share(change, this.whole), (percent) => percent.toFixed(1) + ' %')];
	}

	details(tree, node) {
		const [before, after] = tree.lanes;
		const line = (name, key, format) => [name, format(before[key][node]) + ' \u2192 ' +
			format(after[key][node]), changeText(this.change(tree, node, key), format)];
		const rows = [line('total', 'total', timeText), line('own', 'own', timeText),
			line('calls', 'calls', grouped)];
		if (tree.isInverted)
			rows.splice(1, 1);
		rows.push(['', changeText(share(this.change(tree, node), this.whole),
			(percent) => percent.toFixed(1) + ' %'), 'of all']);
		return rows;
	}
}
