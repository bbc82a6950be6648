// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

/**
 * The outcome of a request (IO_STATUS_BLOCK): its final status and one request-dependent value.
 *
 * <p>Information is a count of bytes for transfers and an object for requests that make one (the socket for create, connect
 * and accept). After a failure it is zero and null.
 *
 * <p>Threads: written by whoever completes the IRP, read by the completion routine and by whoever it tells.
 *
 * <p>Spec: IRP-43, IRP-44.
 */
public final class IoStatusBlock {
    private NtStatus status = NtStatus.STATUS_SUCCESS; // owner of the IRP only
    private long information; // owner of the IRP only
    private Object object; // owner of the IRP only

    IoStatusBlock() {}

    /**
     * The final status (IoStatus.Status). IRQL: any.
     *
     * @return the status of the completed request; before that, the one given to {@link Irp#reuse}
     */
    public NtStatus status() {
        return status;
    }

    /**
     * The request-dependent number (IoStatus.Information), for transfers the bytes moved. IRQL: any.
     *
     * @return the count, 0 when the request failed or its Information is an object
     */
    public long information() {
        return information;
    }

    /**
     * The object that Information points to, such as the new socket. IRQL: any.
     *
     * @param <T> the expected type
     * @param type the expected type
     * @return the object, or null when the request failed or its Information is a number
     */
    public <T> T informationObject(Class<T> type) {
        return type.cast(object);
    }

    void set(NtStatus newStatus, long newInformation, Object newObject) {
        status = newStatus;
        information = newInformation;
        object = newObject;
    }

    @Override
    public String toString() {
        return object == null ? status + ", " + information : status + ", " + object;
    }
}
