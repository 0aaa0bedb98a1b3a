using Microsoft.Extensions.Logging;

namespace Loquat.Chat.Users;

/// <summary>Collects which sign-ins are in use, and has them noted while nobody waits: all that came meanwhile at once, when the last are noted.</summary>
internal sealed class LastUses(NoteUse note, ILogger<LastUses> logger)
{
    private readonly Lock _gate = new();
    private HashSet<long> _waiting = [];
    private bool _isNoting;

    /// <summary>Ends when all that was added has been noted, or could not be.</summary>
    public Task Noted { get; private set; } = Task.CompletedTask;

    public void Add(IEnumerable<long> tokenIds)
    {
        lock (_gate)
        {
            _waiting.UnionWith(tokenIds);
            if (_isNoting || _waiting.Count == 0)
                return;

            _isNoting = true;
            Noted = Task.Run(NoteAsync, CancellationToken.None);
        }
    }

    private async Task NoteAsync()
    {
        while (Take() is { } tokens)
        {
            try
            {
                // What is not noted now is found in use again by the next who asks for it.
                if (!await note.ExecuteAsync(tokens, CancellationToken.None))
                    logger.LastUseNotNoted(tokens.Count, exception: null);
            }
            catch (Exception e)
            {
                logger.LastUseNotNoted(tokens.Count, e);
            }
        }
    }

    /// <summary>Null if nothing waits.</summary>
    private HashSet<long>? Take()
    {
        lock (_gate)
        {
            _isNoting = _waiting.Count > 0;
            var tokens = _waiting;
            _waiting = [];
            return _isNoting ? tokens : null;
        }
    }
}
