package org.duograph.survey.store;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * When an open study begins and ends by itself, by the clocks of a place: daylight saving does not
 * move it.
 *
 * @param opens the first moment at which answers are taken; none if it is open from the start
 * @param closes the first moment at which they are taken no more; none if it has no end
 */
public record Schedule(Optional<LocalDateTime> opens, Optional<LocalDateTime> closes, ZoneId zone) {

    public static final Schedule NONE =
            new Schedule(Optional.empty(), Optional.empty(), ZoneOffset.UTC);

    /** How an open study stands at a time. */
    Opening at(Instant now) {
        if (opening().filter(time -> now.isBefore(time.toInstant())).isPresent()) {
            return Opening.NOT_YET;
        }
        boolean over = closing().filter(time -> !now.isBefore(time.toInstant())).isPresent();
        return over ? Opening.ENDED : Opening.OPEN;
    }

    public Optional<ZonedDateTime> opening() {
        return opens.map(time -> time.atZone(zone));
    }

    public Optional<ZonedDateTime> closing() {
        return closes.map(time -> time.atZone(zone));
    }
}
