namespace Loquat.Chat.Files;

/// <summary>Tells a disk, or a share of one, on which there is no more room.</summary>
internal static class DiskFull
{
    // ENOSPC and EDQUOT of Linux, ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL of Windows.
    private static readonly HashSet<int> Codes = [28, 122, unchecked((int)0x80070027), unchecked((int)0x80070070)];

    public static bool Is(IOException e) => Codes.Contains(e.HResult);
}
