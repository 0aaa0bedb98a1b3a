namespace Loquat.Realtime.AspNetCore.Epoll;

/// <summary>What system calls fail by, as Linux numbers it on every processor that .NET runs on.</summary>
internal static class Errno
{
    public const int Interrupted = 4;
    public const int TryAgain = 11;
    public const int OutOfMemory = 12;
    public const int TooManyFilesInSystem = 23;
    public const int TooManyFiles = 24;
    public const int NoBufferSpace = 105;

    /// <summary>It is not this connection that fails: there is no room for any.</summary>
    public static bool IsExhaustion(int error) => error is TooManyFiles or TooManyFilesInSystem or NoBufferSpace or OutOfMemory;
}
