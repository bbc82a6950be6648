// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk.spi;

import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskProviderDispatch;

/**
 * The service by which the provider finds who implements wskControlClient (PFN_WSK_CONTROL_CLIENT).
 *
 * <p>Published as an OSGi service by {@code control-client}; called by the bundle {@code provider} only. While there is
 * none, the provider answers for it. Of several, the one with the highest {@code service.ranking} is used.
 *
 * <p>Threads: called from any thread, several at a time.
 *
 * <p>Spec: PROVIDER-DISPATCH-05.
 */
@ConsumerType
@FunctionalInterface
public interface PfnWskControlClient {
    /**
     * Carries out {@link WskProviderDispatch#wskControlClient}: parameters, results, memory and completion of the IRP
     * are those of that function.
     *
     * <p>Called by the provider, which has seen that the client is attached. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: as for the function itself.
     *
     * <p>Spec: CONTROLCLIENT-01..CONTROLCLIENT-14.
     *
     * @param client the client object, a {@link WskClientObject}, never null
     * @param controlCode as for the function
     * @param inputSize as for the function
     * @param inputBuffer as for the function
     * @param outputSize as for the function
     * @param outputBuffer as for the function
     * @param outputSizeReturned as for the function
     * @param irp as for the function
     * @return as the function; the provider passes it on unchanged
     */
    NtStatus wskControlClient(
            WskClient client,
            int controlCode,
            long inputSize,
            Object inputBuffer,
            long outputSize,
            Object outputBuffer,
            SizeT outputSizeReturned,
            Irp irp);
}
