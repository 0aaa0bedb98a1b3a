namespace Loquat.Realtime;

/// <summary>The parts of a channel's name (section 22): <c>$namespace:rest#user,user</c>, all but the rest optional.</summary>
internal readonly record struct ChannelName(string Value)
{
    /// <summary>Only a token opens a private channel.</summary>
    public bool IsPrivate => Value.StartsWith('$');

    /// <summary>Empty for a channel without namespace; a name that starts with a colon has none either.</summary>
    public ReadOnlySpan<char> Namespace
    {
        get
        {
            var name = Value.AsSpan(IsPrivate ? 1 : 0);
            var boundary = name.IndexOf(':');
            return boundary > 0 ? name[..boundary] : [];
        }
    }

    public ReadOnlySpan<char> Rest => Namespace is { Length: > 0 } prefix
        ? Value.AsSpan((IsPrivate ? 1 : 0) + prefix.Length + 1)
        : Value;

    public bool HasUsers => Value.Contains('#');

    /// <summary>True if the list after the last # names the user. An empty list names the anonymous one.</summary>
    public bool Lists(string user)
    {
        var users = Value.AsSpan(Value.LastIndexOf('#') + 1);
        foreach (var range in users.Split(','))
        {
            if (users[range].SequenceEqual(user))
                return true;
        }
        return false;
    }
}
