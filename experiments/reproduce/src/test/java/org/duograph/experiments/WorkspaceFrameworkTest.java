package org.duograph.experiments;

import org.duograph.experiments.contract.FrameworkContract;
import org.duograph.experiments.harness.Framework;

class WorkspaceFrameworkTest implements FrameworkContract {
    @Override
    public Framework.Provider provider() {
        return new Faces();
    }

    @Override
    public String variant() {
        return "workspace";
    }

    /** Caffe2 divides by n on processors. */
    @Override
    public boolean hasUnbiasedRunningVariance() {
        return false;
    }
}
