namespace NetScaffold.Bundles;

/// <summary>Why a file is not overwritten or deleted unasked.</summary>
public enum ConflictCause
{
    /// <summary>It differs from what the lock says was written.</summary>
    Edited,

    /// <summary>The lock does not list it.</summary>
    NotOurs,

    /// <summary>There is no lock, or it cannot be read: nothing tells an edited file from an old one.</summary>
    NoLock,

    /// <summary>It is the answers file, which people own, and it holds other answers.</summary>
    OtherAnswers,

    /// <summary>It has the name of the lock and is none.</summary>
    NoLockOfOurs,
}
