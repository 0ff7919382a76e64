namespace Pacs.Network.Pdus;

/// <summary>
/// How many operations may be outstanding, invoked and performed by the association's requestor; 0 is unlimited
/// (PS3.7 §D.3.3.3).
/// </summary>
public readonly record struct AsyncOperationsWindow(ushort Invoked, ushort Performed)
{
    /// <summary>What holds when nothing is negotiated.</summary>
    public static AsyncOperationsWindow OneEach { get; } = new(1, 1);

    /// <summary>The widest window within both.</summary>
    internal AsyncOperationsWindow Within(AsyncOperationsWindow other) =>
        new(Narrower(Invoked, other.Invoked), Narrower(Performed, other.Performed));

    private static ushort Narrower(ushort one, ushort other) =>
        one == 0 ? other : other == 0 ? one : Math.Min(one, other);
}
