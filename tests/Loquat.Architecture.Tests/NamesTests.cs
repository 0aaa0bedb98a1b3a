using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Logging;

namespace Loquat.Architecture.Tests;

/// <summary>Names that say something, and numbers that name one thing (CONTRIBUTING.md).</summary>
public class NamesTests
{
    private static readonly string[] SayNothing = ["Manager", "Helper", "Helpers", "Util", "Utils", "Common", "Processor", "Base", "Impl", "Data", "Wrapper"];

    [Fact]
    public void No_type_ends_in_a_word_that_says_nothing()
    {
        var vague = Types().Where(type => SayNothing.Any(word => type.Name.Split('`')[0].EndsWith(word, StringComparison.Ordinal))).Select(type => type.FullName);

        Assert.Empty(vague);
    }

    [Fact]
    public void Classes_are_sealed_unless_something_inherits_them()
    {
        var parents = Types().Select(type => type.BaseType).OfType<Type>().Select(type => type.IsGenericType ? type.GetGenericTypeDefinition() : type).ToHashSet();
        var open = Types().Where(type => type is { IsClass: true, IsAbstract: false, IsSealed: false } && !parents.Contains(type) && !IsFromRazor(type));

        Assert.Empty(open.Select(type => type.FullName));
    }

    [Fact]
    public void Every_log_event_has_a_number_of_its_own()
    {
        var taken = Types()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => (Name: $"{method.DeclaringType!.FullName}.{method.Name}", Event: method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId))
            .Where(log => log.Event is not null)
            .GroupBy(log => log.Event)
            .Where(group => group.Count() > 1 || group.Key <= 0)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(log => log.Name))}");

        Assert.Empty(taken);
    }

    /// <summary>Types written by hand: what generators and the compiler add carries an attribute or a name of theirs.</summary>
    private static IEnumerable<Type> Types() =>
        Repository.Assemblies.SelectMany(assembly => assembly.GetTypes()).Where(type =>
            type.Namespace?.StartsWith("Loquat", StringComparison.Ordinal) == true
            && !type.Name.Contains('<')
            && !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
            && !type.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute), inherit: false)
            && !IsFromProto(type));

    /// <summary>The classes of components are written by the compiler of Razor, which seals none and marks none.</summary>
    private static bool IsFromRazor(Type type) => type.IsAssignableTo(typeof(IComponent));

    private static bool IsFromProto(Type? type) =>
        type is not null && (type.GetInterfaces().Any(face => face.FullName == "Google.Protobuf.IMessage") || IsFromProto(type.DeclaringType));
}
