using System.Diagnostics;
using System.Text;
using System.Text.Unicode;
using Loquat.Realtime.Deltas;

namespace Loquat.Realtime.Tests.Deltas;

public sealed class FossilEncoderTests
{
    private const int MaxLength = 1 << 24;

    [Fact]
    public void The_published_vector_is_encoded_at_least_as_well()
    {
        var source = """{"user":"alice","status":"online","text":"hello"}"""u8;
        var target = """{"user":"alice","status":"online","text":"hello world"}"""u8;

        var patch = FossilEncoder.Encode(source, target, PatchForm.Text);

        Assert.Equal("s\nk@0,8: world\"}2iaK_V;", Encoding.UTF8.GetString(patch!));
    }

    [Theory]
    [InlineData("", "something")]
    [InlineData("something long enough", "")]
    [InlineData("""{"user":"bob"}""", """{"user":"bob"}""")]
    [InlineData("""{"user":"alice","status":"online"}""", """{"user":"bob"}""")]
    [InlineData("nothing of this is in the other", "0123456789#0123456789#0123456789")]
    public void There_is_no_patch_that_is_not_smaller_than_the_payload(string source, string target)
    {
        Assert.Null(FossilEncoder.Encode(Encoding.UTF8.GetBytes(source), Encoding.UTF8.GetBytes(target), PatchForm.Text));
    }

    [Fact]
    public void A_patch_exactly_as_long_as_the_payload_is_none()
    {
        var source = "abcdefghijklmnopqrstuvwxyz"u8.ToArray();

        // One copy of all: length and newline, count, "@0,", at least five digits of checksum and ";".
        var smallest = Enumerable.Range(1, source.Length).First(length => CheckPatch(source, source[..length], PatchForm.Text) is not null);

        Assert.Equal(14, smallest);
        Assert.Equal(13, FossilEncoder.Encode(source, source.AsSpan(0, 14), PatchForm.Text)!.Length);
    }

    [Fact]
    public void An_unchanged_payload_is_one_copy()
    {
        var payload = Encoding.UTF8.GetBytes(new string('x', 5000));

        var patch = FossilEncoder.Encode(payload, payload, PatchForm.Text)!;

        Assert.StartsWith("1E8\n1E8@0,", Encoding.UTF8.GetString(patch), StringComparison.Ordinal);
        Assert.Equal(payload, FossilDecoder.Decode(payload, patch, MaxLength));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_patch_of_JSON_text_gives_the_target_back_and_is_text(int seed)
    {
        var edits = new Edits(seed);
        var json = edits.Json();
        for (var round = 0; round < 40; round++)
        {
            var changed = edits.Change(json);
            CheckPatch(Encoding.UTF8.GetBytes(json), Encoding.UTF8.GetBytes(changed), PatchForm.Text);
            json = changed;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_patch_of_bytes_gives_the_target_back(int seed)
    {
        var edits = new Edits(seed);
        var bytes = edits.Binary(4000);
        for (var round = 0; round < 40; round++)
        {
            var changed = edits.Change(bytes);
            CheckPatch(bytes, changed, PatchForm.Binary);
            bytes = changed;
        }
    }

    // One letter of Cyrillic text is two bytes of which the first is often the same: the case in which a patch cuts characters.
    [Fact]
    public void Every_change_of_one_letter_in_Russian_text_gives_a_patch_that_is_text()
    {
        const string Text = """{"text":"Съешь же ещё этих мягких французских булок, да выпей чаю"}""";
        var source = Encoding.UTF8.GetBytes(Text);
        for (var at = 9; at < Text.Length - 2; at++)
        {
            foreach (var letter in "жюяЁ🎉".EnumerateRunes())
            {
                var patch = CheckPatch(source, Encoding.UTF8.GetBytes(Text[..at] + letter + Text[(at + 1)..]), PatchForm.Text);
                Assert.NotNull(patch);
            }
        }
    }

    [Fact]
    public void Without_the_wish_for_text_a_patch_may_cut_a_character()
    {
        var source = "Съешь же ещё этих мягких французских булок"u8;
        var target = "Съешь же ещё этих мягких французских булак"u8;

        Assert.False(Utf8.IsValid(FossilEncoder.Encode(source, target, PatchForm.Binary)));
        Assert.True(Utf8.IsValid(FossilEncoder.Encode(source, target, PatchForm.Text)));
    }

    [Fact]
    public void A_payload_that_is_no_text_has_no_patch_that_is_text()
    {
        byte[] payload = [.. Enumerable.Repeat((byte)0xFF, 100)];

        Assert.Null(FossilEncoder.Encode(payload, payload, PatchForm.Text));
        Assert.NotNull(FossilEncoder.Encode(payload, payload, PatchForm.Binary));
    }

    [Fact]
    public void A_change_in_the_middle_of_a_list_costs_little_more_than_the_change()
    {
        var source = "{\"list\":[" + string.Join(',', Enumerable.Range(0, 500).Select(id => $$"""{"id":{{id}},"name":"user {{id}}"}""")) + "]}";
        var target = source.Replace("user 100\"", "Anna\"", StringComparison.Ordinal).Replace("user 400\"", "Bo\"", StringComparison.Ordinal);

        var patch = CheckPatch(Encoding.UTF8.GetBytes(source), Encoding.UTF8.GetBytes(target), PatchForm.Text);

        Assert.InRange(patch!.Length, 10, 60);
    }

    [Fact]
    public void Pieces_that_changed_places_are_copied()
    {
        var edits = new Edits(1);
        var (first, second) = (edits.Binary(3000), edits.Binary(3000));

        var patch = CheckPatch([.. first, .. second], [.. second, .. first], PatchForm.Binary);

        Assert.InRange(patch!.Length, 10, 40);
    }

    // The sources for which a search that follows every candidate is quadratic. Steps, not seconds, would be the better measure, but
    // at these sizes a quadratic search takes minutes, and this takes a fraction of a second.
    [Theory]
    [InlineData("aaaaaaaa", "aaaaaaab")]
    [InlineData("abcdefgh", "abcdefg#")]
    [InlineData("0123456789abcdef", "0123456789abcde!")]
    public void Repetitive_payloads_take_linear_time(string unit, string other)
    {
        var source = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(unit, 150_000)));
        var target = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(unit + unit + other, 50_000)));
        var started = Stopwatch.GetTimestamp();

        CheckPatch(source, target, PatchForm.Binary);

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Only_the_patch_is_allocated()
    {
        var edits = new Edits(2);
        var source = Encoding.UTF8.GetBytes(edits.Json());
        var target = Encoding.UTF8.GetBytes(edits.Change(Encoding.UTF8.GetString(source)));
        var patch = FossilEncoder.Encode(source, target, PatchForm.Text)!; // fills the pools

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 100; round++)
            FossilEncoder.Encode(source, target, PatchForm.Text);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 100 * patch.Length, 100 * (patch.Length + 32));
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 25)];

    private static byte[]? CheckPatch(byte[] source, byte[] target, PatchForm form)
    {
        var patch = FossilEncoder.Encode(source, target, form);
        if (patch is null)
            return null;

        Assert.True(patch.Length < target.Length, "the patch is not smaller than the payload");
        Assert.True(form == PatchForm.Binary || Utf8.IsValid(patch), "the patch is not valid UTF-8");
        Assert.Equal(target, FossilDecoder.Decode(source, patch, MaxLength));
        return patch;
    }
}
