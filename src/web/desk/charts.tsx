import { scaleBand, scaleLinear } from 'd3-scale';
import { line, stack } from 'd3-shape';
import { isolate } from '../../words.ts';

/** One moment of a chart: a value for each series; null where there is none. */
export interface ChartPoint {
  /** Under the chart. */
  label: string;
  /** Read when it is pointed at: what it is and how much. */
  title: string;
  values: (number | null)[];
}

interface ChartProps {
  /** What the drawing as a whole says. */
  caption: string;
  points: ChartPoint[];
  /** Names of the series; one alone needs none. */
  series?: string[];
  /** Pixels. */
  height?: number;
  /** How a value on the scale is written; without it there is no scale. */
  format?: (value: number) => string;
  /** The end of the scale, when it is not the highest value. */
  most?: number;
}

/**
 * Drawn on the server: positions by d3, elements by us, colours by the style sheet, because the policy of the pages
 * allows neither scripts nor styles inside them. Widths are percent, so letters keep their size on every screen. The
 * past is on the left, as on the timelines of films.
 */
export function ColumnChart(props: ChartProps) {
  const { points, series = [''] } = props;
  const heights = points.map(({ values }) => values.reduce<number>((sum, value) => sum + (value ?? 0), 0));
  const frame = frameOf(props, Math.max(0, ...heights));
  // What is counted has no halves.
  frame.ticks = frame.ticks.filter(Number.isInteger);
  const band = scaleBand<number>()
    .domain(points.map((_, place) => place))
    .range([frame.left, 100])
    .paddingInner(points.length > 60 ? 0.1 : 0.25);
  const layers = stack<ChartPoint, number>()
    .keys(series.map((_, key) => key))
    .value(({ values }, key) => values[key] ?? 0)(points);
  return (
    <Frame {...props} frame={frame}>
      {layers.map((layer) => (
        <g class={`series series-${layer.index + 1}`}>
          {layer.map(([from, to], place) =>
            to > from ? (
              <rect
                x={percent(band(place) ?? 0)}
                width={percent(band.bandwidth())}
                y={frame.y(to).toFixed(1)}
                height={(frame.y(from) - frame.y(to)).toFixed(1)}
              />
            ) : null,
          )}
        </g>
      ))}
    </Frame>
  );
}

/** A line for each series, broken where it has no value. */
export function LineChart(props: ChartProps) {
  const { points, series = [''] } = props;
  const highest = Math.max(0, ...points.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const frame = frameOf(props, highest);
  const x = (place: number): number => placeOf(props, place + 0.5);
  return (
    <Frame {...props} frame={frame}>
      {series.map((_, key) => {
        const path = line<ChartPoint>()
          .defined(({ values }) => values[key] != null)
          .x((_point, place) => x(place))
          .y(({ values }) => frame.y(values[key] ?? 0));
        return (
          <g class={`series series-${key + 1}`}>
            <svg
              viewBox={`0 0 100 ${frame.plot}`}
              preserveAspectRatio="none"
              width="100%"
              height={frame.plot}
              class="lines"
              aria-hidden="true"
            >
              <path d={path(points) ?? ''} />
            </svg>
            {points.map(({ values }, place) =>
              values[key] == null ? null : (
                <circle cx={percent(x(place))} cy={frame.y(values[key]).toFixed(1)} r="3" />
              ),
            )}
          </g>
        );
      })}
    </Frame>
  );
}

/** Percent of the width; `place` counts the points. */
const placeOf = (props: Pick<ChartProps, 'points' | 'format'>, place: number): number => {
  const left = props.format ? SCALE_WIDTH : 0;
  return left + (place / Math.max(1, props.points.length)) * (100 - left);
};

interface FrameGeometry {
  /** Height of what is drawn, in pixels; the labels come below. */
  plot: number;
  /** Percent: where the scale ends and the drawing begins. */
  left: number;
  y: (value: number) => number;
  ticks: number[];
}

/** Percent, for the numbers of the scale. */
const SCALE_WIDTH = 9;
const LABEL_HEIGHT = 22;
/** Above the highest line of the scale: for the number on it. */
const HEADROOM = 16;

function frameOf({ height = 200, format, most }: ChartProps, highest: number): FrameGeometry {
  const plot = format ? height - LABEL_HEIGHT : height;
  const y = scaleLinear()
    .domain([0, Math.max(most ?? highest, 1)])
    .range([plot, format ? HEADROOM : 0]);
  if (most === undefined && format) y.nice(4);
  return { plot, left: format ? SCALE_WIDTH : 0, y, ticks: format ? y.ticks(4) : [] };
}

function Frame(props: ChartProps & { frame: FrameGeometry; children?: unknown }) {
  const { caption, points, height = 200, format, frame } = props;
  return (
    <svg class="chart" width="100%" height={height} role="img" aria-label={caption}>
      {frame.ticks.map((tick) => (
        <line class="grid" x1="0" x2="100%" y1={frame.y(tick)} y2={frame.y(tick)} />
      ))}
      {props.children}
      {frame.ticks
        .filter((tick) => tick > 0)
        .map((tick) => (
          <text class="tick-label" x="2" y={(frame.y(tick) - 4).toFixed(1)}>
            {isolate(format?.(tick) ?? '')}
          </text>
        ))}
      {points.map(({ title }, place) => (
        <rect
          class="touch"
          x={percent(placeOf(props, place))}
          width={percent(placeOf(props, 1) - placeOf(props, 0))}
          y="0"
          height={frame.plot}
        >
          <title>{title}</title>
        </rect>
      ))}
      {format && <Labels {...props} y={height - 5} />}
    </svg>
  );
}

/** Few short labels all have room under their points. */
const FEW_LABELS = 8;
const SHORT_LABEL = 5;

/** The first, the last, and on wide screens the middle; or all of them. */
function Labels({ points, format, y }: Pick<ChartProps, 'points' | 'format'> & { y: number }) {
  const last = points.length - 1;
  const middle = Math.floor(last / 2);
  const where = (place: number) => percent(placeOf({ points, format }, place));
  const at = (place: number) => isolate(points[place]?.label ?? '');
  if (points.length <= FEW_LABELS && points.every(({ label }) => label.length <= SHORT_LABEL)) {
    return (
      <g class="labels">
        {points.map((_, place) => (
          <text x={where(place + 0.5)} y={y} text-anchor="middle">
            {at(place)}
          </text>
        ))}
      </g>
    );
  }
  return (
    <g class="labels">
      <text x={where(0)} y={y} text-anchor="start">
        {at(0)}
      </text>
      {last > 3 && (
        <text x={where(middle + 0.5)} y={y} text-anchor="middle">
          {at(middle)}
        </text>
      )}
      {last > 0 && (
        <text x="100%" y={y} text-anchor="end">
          {at(last)}
        </text>
      )}
    </g>
  );
}

/** What the colours mean. */
export const Legend = ({ series }: { series: string[] }) => (
  <ul class="legend">
    {series.map((name, key) => (
      <li class={`series-${key + 1}`}>{name}</li>
    ))}
  </ul>
);

const percent = (value: number): string => `${value.toFixed(3)}%`;

/** One bar from the side where lines begin; the number stands beside it. @param share 0 to 1 */
export const Bar = ({ share }: { share: number }) => (
  <svg class="bar" width="100%" height="6" aria-hidden="true">
    <rect width={percent(share * 100)} height="6" rx="3" />
  </svg>
);
