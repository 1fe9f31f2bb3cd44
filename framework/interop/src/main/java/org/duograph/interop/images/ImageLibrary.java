package org.duograph.interop.images;

import java.util.List;
import org.duograph.workspace.host.HostLibrary;
import org.duograph.workspace.host.HostOperatorDef;

/** The operators of this package, for all workspaces. */
public final class ImageLibrary implements HostLibrary {
    /** For the ServiceLoader. */
    public ImageLibrary() {}

    @Override
    public List<HostOperatorDef> operators() {
        return List.of(ImageInput.OP);
    }
}
