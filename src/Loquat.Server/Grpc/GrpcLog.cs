namespace Loquat.Server.Grpc;

internal static partial class GrpcLog
{
    [LoggerMessage(5000, LogLevel.Error, "{Method} failed.")]
    public static partial void CallFailed(ILogger logger, string method, Exception exception);
}
