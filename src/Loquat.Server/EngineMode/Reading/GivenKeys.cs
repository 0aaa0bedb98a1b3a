using System.Runtime.InteropServices;

namespace Loquat.Server.EngineMode;

/// <summary>Sets what somebody wrote, and remembers where: everything else is as it is by itself, and nobody has to look at it.</summary>
/// <remarks>Of the methods that the engine had compiled when it had started a fifth was for looking at all of them, by reflection.</remarks>
internal sealed class GivenKeys
{
    // Two sections that hold the same are two.
    private readonly Dictionary<object, HashSet<SettingMember>> _bySection = new(ReferenceEqualityComparer.Instance);

    public void Set(object section, SettingMember member, object value)
    {
        member.Property.SetValue(section, value);
        Add(section, member);
    }

    /// <summary>Something below has been set.</summary>
    public void Add(object section, SettingMember member)
    {
        ref var members = ref CollectionsMarshal.GetValueRefOrAddDefault(_bySection, section, out _);
        (members ??= []).Add(member);
    }

    /// <summary>True if anything of the section has been set, or below it.</summary>
    public bool Contains(object section) => _bySection.ContainsKey(section);

    public bool Contains(object section, SettingMember member) => _bySection.TryGetValue(section, out var members) && members.Contains(member);
}
