import { DELIVERY_COUNTS, type NoticeCounts } from '../../store/notices.ts';
import type { DeskVisit } from './desk-router.ts';
import { deskText } from './desk-text.ts';

type Count = (typeof DELIVERY_COUNTS)[number];
const REACHED: readonly Count[] = ['sent', 'delivered', 'read'];

/** What became of a notice: in a line, and for each messenger apart. */
export function Told({ visit, notice }: { visit: DeskVisit; notice: NoticeCounts | undefined }) {
  if (!notice) return null;
  const { room, language } = visit;
  const { people, channels, isDone, isCancelled } = notice;
  const sumOf = (count: Count) => channels.reduce((sum, channel) => sum + channel[count], 0);
  const reached = REACHED.reduce((sum, count) => sum + sumOf(count), 0);
  const columns = DELIVERY_COUNTS.filter((count) => sumOf(count) > 0);
  return (
    <div class="told-by">
      <p class="quiet">
        {deskText(visit, 'told.sent', { sent: reached, count: people })}
        {!isDone && !isCancelled && ` ${deskText(visit, 'told.underWay')}`}
        {isCancelled && ` ${deskText(visit, 'told.cancelled')}`}
      </p>
      {channels.length > 0 && (
        <table>
          <thead>
            <tr>
              <td />
              {columns.map((count) => (
                <th scope="col">{deskText(visit, `delivery.${count}`)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {channels.map((channel) => (
              <tr>
                <th scope="row">{room.words.t(language, `cli:start.name.${channel.channel}`)}</th>
                {columns.map((count) => (
                  <td class={`count-${count}`}>{room.words.number(language, channel[count])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
