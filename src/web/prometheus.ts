/** Prometheus text format 0.0.4: one gauge for each number. */
export function prometheusText(gauges: Record<string, number>): string {
  return Object.entries(gauges)
    .map(([name, value]) => {
      const metric = `tabayyan_${name.replace(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`)}`;
      return `# TYPE ${metric} gauge\n${metric} ${value}\n`;
    })
    .join('');
}
