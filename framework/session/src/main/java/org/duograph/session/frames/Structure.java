package org.duograph.session.frames;

import java.util.List;

/** A loop or a choice. One node stands for it, which reads from outside all that is used inside. */
public sealed interface Structure {
    /** The name scope in which it stood. */
    String scope();

    /**
     * A loop, whose node reads what the variables are at the beginning, then what is captured, and
     * gives what the variables are at the end.
     *
     * @param variables what condition and body call the variables
     * @param captured what they call the tensors from outside
     * @param condition gives whether there is another iteration
     * @param body gives what the variables are after an iteration
     */
    record Loop(
            String scope,
            List<String> variables,
            List<String> captured,
            Region condition,
            Region body)
            implements Structure {}

    /**
     * A choice, whose node reads the predicate, then what is captured, and gives what one of the
     * branches does.
     *
     * @param captured what the branches call the tensors from outside
     * @param then the branch where the predicate is true
     * @param otherwise the branch where it is false
     */
    record Choice(String scope, List<String> captured, Region then, Region otherwise)
            implements Structure {}
}
