namespace Loquat.Chat;

/// <summary>
/// Everything for which the chat says no that a status alone does not tell. The names are part of the contract with clients, who phrase each
/// in their own language.
/// </summary>
public enum ReasonCode
{
    /// <summary>The text or the name is empty.</summary>
    TextEmpty,

    /// <summary>It has more than <see cref="Reason.Limit"/> characters.</summary>
    TextTooLong,

    /// <summary>It holds something that is no character.</summary>
    TextNotUnicode,

    /// <summary>The client's name for the change is empty or too long.</summary>
    ClientIdInvalid,

    /// <summary>The client's name for the change names another kind of change already.</summary>
    ClientIdUsed,

    /// <summary>Not one short word.</summary>
    EmojiInvalid,

    /// <summary>No place in a log.</summary>
    OffsetInvalid,

    /// <summary>Only one of several ways to say which page is meant can be used.</summary>
    PageAmbiguous,

    /// <summary>A page has one entry at least.</summary>
    LimitInvalid,

    /// <summary>Not what a page ended with.</summary>
    CursorInvalid,

    /// <summary>More than <see cref="Reason.Limit"/> people.</summary>
    TooManyPeople,

    /// <summary>Nobody is named.</summary>
    NobodyNamed,

    /// <summary>The message has been deleted.</summary>
    MessageDeleted,

    /// <summary>The room is archived.</summary>
    RoomArchived,

    /// <summary>A room needs an owner, and this is the last one.</summary>
    LastOwner,

    /// <summary>The message has all kinds of reactions that it can have.</summary>
    TooManyReactions,

    /// <summary>The message that is answered is of another thread.</summary>
    ReplyElsewhere,

    /// <summary>Only branches are followed.</summary>
    NotABranch,

    /// <summary>A name or password is longer than any that there is.</summary>
    CredentialsTooLong,

    /// <summary>Nobody has this name and this password.</summary>
    WrongCredentials,

    /// <summary>Too many sign-ins failed: <see cref="Reason.Limit"/> is how many seconds to wait.</summary>
    TooManyAttempts,

    /// <summary>Somebody does more than a person does: <see cref="Reason.Limit"/> is how many seconds to wait.</summary>
    TooFast,

    /// <summary>No file may be called so.</summary>
    FileNameInvalid,

    /// <summary>The file is bigger than <see cref="Reason.Limit"/> bytes.</summary>
    FileTooLarge,

    /// <summary>Too much has been uploaded and not sent.</summary>
    TooManyFilesWaiting,

    /// <summary>Not a file that waits for a message of the caller's in this thread.</summary>
    FileNotLoose,

    /// <summary>More than <see cref="Reason.Limit"/> files in one message.</summary>
    TooManyFiles,
}
