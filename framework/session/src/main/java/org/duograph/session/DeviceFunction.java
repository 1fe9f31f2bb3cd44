package org.duograph.session;

import org.duograph.session.op.Attributes;

/** Says where operations shall run; see {@link Graph#device(DeviceFunction)}. */
@FunctionalInterface
public interface DeviceFunction {
    /**
     * Says where an operation shall run that is about to be made.
     *
     * @param type what its operator is called, such as {@code MatMul}
     * @param name what it shall be called
     * @param device what scopes inside this one say already; empty for nothing
     * @return such as {@code /gpu:0}; it replaces what was said. Empty, or null, changes nothing
     */
    String device(String type, String name, String device);

    /**
     * The same for one who asks for attributes as well, such as the shape of a variable.
     *
     * @param attrs the operation's, those with defaults too
     */
    default String device(String type, String name, String device, Attributes attrs) {
        return device(type, name, device);
    }
}
