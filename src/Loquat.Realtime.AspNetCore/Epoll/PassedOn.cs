namespace Loquat.Realtime.AspNetCore.Epoll;

/// <summary>Marks a connection whose beginning a loop has looked at already.</summary>
internal sealed class PassedOn
{
    public static readonly PassedOn Mark = new();
}
