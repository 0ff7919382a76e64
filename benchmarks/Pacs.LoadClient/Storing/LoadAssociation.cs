using Pacs.LoadClient.Wire;

namespace Pacs.LoadClient.Storing;

/// <summary>Sends an instance, waits for its response, sends the next.</summary>
internal sealed class LoadAssociation : IDisposable
{
    private readonly Association _association;
    private readonly PreparedInstance _instance;

    public LoadAssociation(Target target, Load load)
    {
        _association = new Association(target, new Proposal(load.SopClass, Encoded.ExplicitVrLittleEndian));
        _instance = new PreparedInstance(load, _association.MaxPdu);
    }

    /// <summary>Sends one instance; false when its status was not success.</summary>
    public bool Store(Identity identity)
    {
        _association.Send(_instance.Of(identity));
        return _association.Messages.ReadMessage() is { Status: 0 };
    }

    public void Release() => _association.Release();

    public void Dispose() => _association.Dispose();
}
