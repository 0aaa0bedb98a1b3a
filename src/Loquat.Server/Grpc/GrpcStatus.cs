namespace Loquat.Server.Grpc;

/// <summary>How a gRPC call ended. The numbers are the protocol's.</summary>
internal enum GrpcStatusCode
{
    Ok = 0,
    Cancelled = 1,
    Unknown = 2,
    InvalidArgument = 3,
    DeadlineExceeded = 4,
    NotFound = 5,
    AlreadyExists = 6,
    PermissionDenied = 7,
    ResourceExhausted = 8,
    FailedPrecondition = 9,
    Aborted = 10,
    OutOfRange = 11,
    Unimplemented = 12,
    Internal = 13,
    Unavailable = 14,
    DataLoss = 15,
    Unauthenticated = 16,
}

/// <summary>A call that ended with another status than OK. On a server its message goes to the caller as it is.</summary>
internal sealed class GrpcException : Exception
{
    public GrpcException(GrpcStatusCode status, string message) : base(message) => Status = status;

    public GrpcException(GrpcStatusCode status, string message, Exception innerException) : base(message, innerException) => Status = status;

    public GrpcStatusCode Status { get; }
}
