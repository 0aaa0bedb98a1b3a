namespace Loquat.Bench;

/// <summary>The load cannot go on, for a reason that lies with the server or with how it was asked.</summary>
public sealed class LoadException : IOException
{
    public LoadException(string message) : base(message)
    {
    }
}
