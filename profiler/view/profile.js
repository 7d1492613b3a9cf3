// profiler/view/profile.js - what is told about one profile: rows, columns, details, colours.
//
// Diff (diff.js) has the same methods: the view asks one of both.

class Profile {
	constructor(view, data) {
		this.view = view;
		this.step = data.step;
		this.rows = data.rows.map(([fn, calls, primitive, own, total]) => ({
			fn, calls, primitive, own, total, ownPer: calls ? own / calls : 0,
			totalPer: primitive ? total / primitive : 0, ...view.placeOf(fn),
		}));
	}

	get columns() {
		const { view, rows } = this;
		const most = largest(rows, 'own');
		const all = () => view.base.total[0];
		return [{
			key: 'calls', name: 'calls', help: 'Calls, and after the slash those that were not recursive',
			cell: ({ calls, primitive }) =>
				el('td', { title: callCount(calls) + ', ' + grouped(primitive) + ' not recursive' },
					callsText(calls, primitive)),
		}, {
			key: 'own', name: 'own time', help: 'Time in the function itself, without what it called',
			cell: (row) => timeCell(row.own, bar(row.own, most)),
		}, {
			key: 'own', name: '%', help: 'Own time as share of all time', isShare: true,
			cell: (row) => shareCell(row.own, all()),
		}, {
			key: 'ownPer', name: 'per call', help: 'Own time divided by calls',
			cell: (row) => this.perCall(row, row.ownPer),
		}, {
			key: 'total', name: 'total', help: 'Time in the function and all that it called; recursion counts once',
			cell: (row) => timeCell(row.total),
		}, {
			key: 'total', name: '%', help: 'Total time as share of all time', isShare: true,
			cell: (row) => shareCell(row.total, all()),
		}, {
			key: 'totalPer', name: 'per call', help: 'Total time divided by calls that were not recursive',
			cell: (row) => this.perCall(row, row.totalPer),
		}, ...nameColumns(view)];
	}

	// Why an average time of a row says little: '' when it does not. The only place that knows how
	// a function was timed.
	doubt(row, ns) {
		const { timing } = this.view.functions[row.fn];
		if (timing === 2)
			return 'counted only: its time is in its callers';
		if (timing === 1)
			return 'its calls are short: some were timed, the others estimated from those';
		if (this.step > 0 && ns > 0 && ns < this.step)
			return 'below the clock\'s step of ' + timeText(this.step) + ', an average over many calls';
		return '';
	}

	perCall(row, ns) {
		const td = timeCell(ns);
		const doubt = this.doubt(row, ns);
		if (doubt) {
			td.className = 'cicle-doubt';
			td.title += '; ' + doubt;
		}
		return td;
	}

	get legend() {
		return '';
	}

	colourOf(fn) {
		return this.view.theme.palette[this.view.functions[fn].colour];
	}

	colourOfNode(tree, node) {
		return this.colourOf(tree.fn[node]);
	}

	// What stands behind a box's name.
	label(tree, node) {
		if (tree.weight === tree.total)
			return [timeText(tree.total[node]), shareText(tree.total[node], this.view.all)];
		return [callCount(tree.count[node]), shareText(tree.count[node], this.view.all)];
	}

	details(tree, node) {
		const { view } = this;
		const all = view.base.total[0];
		const per = tree.total[node] / tree.calls[node];
		const rows = [
			['total', timeText(tree.total[node]), shareText(tree.total[node], all) + ' of all'],
			['own', timeText(tree.own[node]), shareText(tree.own[node], all) + ' of all'],
			['calls', grouped(tree.calls[node]), timeText(per) + ' per call'],
		];
		if (tree.isInverted)
			rows.splice(1, 1);
		if (tree.weight !== tree.total)
			rows.push(['', grouped(tree.count[node]), 'calls in it and below']);
		const doubt = node > 0 && this.doubt({ fn: tree.fn[node] }, per);
		if (doubt)
			rows.push(['', '', doubt]);
		return rows;
	}
}
