using Pacs.Dicom.Transfer;
using Pacs.Network.Pdus;

namespace Pacs.Network.Client;

/// <summary>
/// Spreads what is to be sent over associations of at most 128 contexts each (PS3.8 §9.3.2.2). A SOP class with its
/// encodings stays together, every encoding in a context of its own: so the peer says of each whether it takes it,
/// instead of choosing one.
/// </summary>
internal sealed class StorePlan
{
    private static readonly string[] Fallbacks =
        [TransferSyntax.ExplicitVrLittleEndian.Uid, TransferSyntax.ImplicitVrLittleEndian.Uid];

    private readonly Dictionary<string, int> _partOf = new(StringComparer.Ordinal);
    private readonly List<List<(string AbstractSyntax, IReadOnlyList<string> TransferSyntaxes)>> _parts = [];

    /// <param name="proposals">What is going to be sent.</param>
    /// <param name="alternatives">
    /// What else can be made of that which has a native form; proposed as long as everything fits into one association.
    /// </param>
    public StorePlan(IEnumerable<StoreProposal> proposals, IReadOnlyList<TransferSyntax> alternatives)
    {
        List<StoreProposal> distinct = [.. proposals.Distinct()];
        var classes = distinct.Select(proposal => proposal.SopClassUid).Distinct(StringComparer.Ordinal).Count();
        var most = distinct.Count + (classes * (Fallbacks.Length + alternatives.Count));
        string[] others = most <= AssociateRequest.MaxContexts ? [.. Fallbacks, .. alternatives.Select(syntax => syntax.Uid)] : Fallbacks;
        foreach (var group in distinct.GroupBy(proposal => proposal.SopClassUid, StringComparer.Ordinal))
        {
            var syntaxes = group.Select(proposal => proposal.TransferSyntax.Uid).ToList();

            // Every peer has to take one of the native encodings (PS3.5 §10.1).
            if (group.Any(proposal => proposal.HasNativeForm)) syntaxes.AddRange(others.Except(syntaxes).ToList());

            if (syntaxes.Count > AssociateRequest.MaxContexts)
            {
                throw new ArgumentException(
                    $"{group.Key} comes in more encodings than an association has contexts.", nameof(proposals));
            }

            if (_parts.Count == 0 || _parts[^1].Count + syntaxes.Count > AssociateRequest.MaxContexts) _parts.Add([]);
            _parts[^1].AddRange(syntaxes.Select(syntax => (group.Key, (IReadOnlyList<string>)[syntax])));
            _partOf[group.Key] = _parts.Count - 1;
        }
    }

    public IReadOnlyList<(string AbstractSyntax, IReadOnlyList<string> TransferSyntaxes)> ContextsOf(int part) =>
        _parts[part];

    /// <exception cref="InvalidOperationException">The SOP class was not among the proposals.</exception>
    public int PartOf(string sopClassUid) => _partOf.TryGetValue(sopClassUid, out var part)
        ? part
        : throw new InvalidOperationException($"{sopClassUid} was not proposed.");
}
