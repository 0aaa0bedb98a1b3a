using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>What was published while a subscription was being prepared.</summary>
internal sealed class Arrivals
{
    // What a publication holds beside its data.
    private const int Overhead = 64;

    private List<Publication> _publications = [];
    private int _bytes;
    private string _epoch = "";
    private bool _tooMuch;

    /// <summary>A slow preparation in a busy channel must not collect without bound: beyond so many bytes the client starts over.</summary>
    public void Keep(Publication publication, string epoch, int mostBytes)
    {
        _tooMuch |= _bytes > mostBytes || (_publications.Count > 0 && epoch != _epoch);
        if (_tooMuch)
        {
            _publications = [];
            return;
        }

        _epoch = epoch;
        _bytes += publication.Data.Length + Overhead;
        _publications.Add(publication);
    }

    /// <summary>Hands them over; null if there were too many, or they are of another stream than <paramref name="epoch"/>.</summary>
    public IReadOnlyList<Publication>? Take(string epoch)
    {
        var fits = !_tooMuch && (_publications.Count == 0 || _epoch == epoch);
        var taken = _publications;
        (_publications, _bytes) = ([], 0);
        return fits ? taken : null;
    }
}
