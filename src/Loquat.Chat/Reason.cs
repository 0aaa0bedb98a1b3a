using System.Globalization;

namespace Loquat.Chat;

/// <summary>Why something is refused: a code for programs, and a sentence for people whose client has no words of its own for it.</summary>
/// <param name="Limit">The number that the sentence names, if it names one.</param>
public sealed record Reason(ReasonCode Code, string Text, int? Limit = null)
{
    public static readonly Reason TextEmpty = new(ReasonCode.TextEmpty, "The text is empty.");

    public static readonly Reason TextNotUnicode = new(ReasonCode.TextNotUnicode, "The text is not valid Unicode.");

    public static readonly Reason ClientIdInvalid = new(ReasonCode.ClientIdInvalid, "The client id is not valid.");

    public static readonly Reason ClientIdUsed = new(ReasonCode.ClientIdUsed, "The client id has been used for something else.");

    public static readonly Reason EmojiInvalid = new(ReasonCode.EmojiInvalid, "The emoji is not valid.");

    public static readonly Reason OffsetInvalid = new(ReasonCode.OffsetInvalid, "This is no offset of a log.");

    public static readonly Reason PageAmbiguous = new(ReasonCode.PageAmbiguous, "A page is before, after or around an offset.");

    public static readonly Reason LimitInvalid = new(ReasonCode.LimitInvalid, "field 'limit' must be positive");

    public static readonly Reason CursorInvalid = new(ReasonCode.CursorInvalid, "field 'after' is not what a list ended with");

    public static readonly Reason NobodyNamed = new(ReasonCode.NobodyNamed, "Nobody is named.");

    public static readonly Reason MessageDeleted = new(ReasonCode.MessageDeleted, "The message is deleted.");

    public static readonly Reason RoomArchived = new(ReasonCode.RoomArchived, "It is archived.");

    public static readonly Reason LastOwner = new(ReasonCode.LastOwner, "Somebody else has to own it first.");

    public static readonly Reason TooManyReactions = new(ReasonCode.TooManyReactions, "There are too many reactions.");

    public static readonly Reason ReplyElsewhere = new(ReasonCode.ReplyElsewhere, "The message that is answered is not of this thread.");

    public static readonly Reason NotABranch = new(ReasonCode.NotABranch, "Only branches are followed: whoever sees a room follows it anyway.");

    public static readonly Reason CredentialsTooLong = new(ReasonCode.CredentialsTooLong, "The name or the password is too long.");

    public static readonly Reason WrongCredentials = new(ReasonCode.WrongCredentials, "Invalid username or password!");

    public static readonly Reason FileNameInvalid = new(ReasonCode.FileNameInvalid, "A file cannot be called so.");

    public static readonly Reason TooManyFilesWaiting = new(ReasonCode.TooManyFilesWaiting, "Too much has been uploaded and not sent.");

    public static readonly Reason FileNotLoose = new(ReasonCode.FileNotLoose, "The file does not wait for a message of yours in this thread.");

    public static Reason FileTooLarge(int limit) => Of(ReasonCode.FileTooLarge, limit, $"The file is bigger than {limit} bytes.");

    public static Reason TooManyFiles(int limit) => Of(ReasonCode.TooManyFiles, limit, $"These are more than {limit} files.");

    public static Reason TextTooLong(int limit) => Of(ReasonCode.TextTooLong, limit, $"The text is longer than {limit} characters.");

    public static Reason TooManyPeople(int limit) => Of(ReasonCode.TooManyPeople, limit, $"These are more than {limit} people.");

    public static Reason TooManyAttempts(int seconds) =>
        Of(ReasonCode.TooManyAttempts, seconds, $"Too many attempts. Try again in {seconds} seconds.");

    public static Reason TooFast(int seconds) => Of(ReasonCode.TooFast, seconds, $"Too fast. Try again in {seconds} seconds.");

    private static Reason Of(ReasonCode code, int limit, FormattableString text) => new(code, text.ToString(CultureInfo.InvariantCulture), limit);
}
