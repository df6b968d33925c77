/** A column for each count; the highest fills the height. Drawn on the server, coloured by the style sheet. */
export function BarChart(props: {
  bars: { label: string; count: number }[];
  /** What the drawing as a whole says. */
  caption: string;
  height?: number;
}) {
  const { bars, caption, height = 60 } = props;
  const step = WIDTH / Math.max(1, bars.length);
  const highest = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <svg class="bar-chart" viewBox={`0 0 ${WIDTH} ${height}`} preserveAspectRatio="none" role="img">
      <title>{caption}</title>
      {bars.map(({ label, count }, place) => {
        const tall = count === 0 ? 0 : Math.max(1, (count / highest) * height);
        return (
          <rect
            x={place * step}
            y={height - tall}
            width={Math.max(step - Math.min(1, step / 4), 0.5)}
            height={tall}
            rx="0.5"
          >
            <title>{label}</title>
          </rect>
        );
      })}
    </svg>
  );
}

/** In units of the drawing. */
const WIDTH = 300;
