namespace Loquat.Chat.Database;

/// <summary>The database holds a part of another one: a move or a restore has not come to its end. Nobody must write there before.</summary>
public sealed class UnfinishedCopyException : Exception
{
    public UnfinishedCopyException()
    {
    }

    public UnfinishedCopyException(string message) : base(message)
    {
    }

    public UnfinishedCopyException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
