namespace Loquat.Chat.Search;

/// <summary>Takes messages into the index of one kind of database. What it takes in and where it stands commit together, so it may be killed at any moment.</summary>
internal interface IIndexWriter : IAsyncDisposable
{
    /// <summary>Takes in some of what has been said or changed; false if there was nothing, or another process is at it.</summary>
    Task<bool> TakeTurnAsync(CancellationToken cancellationToken);

    /// <summary>Forgets everything, to begin anew.</summary>
    Task ClearAsync(CancellationToken cancellationToken);
}
