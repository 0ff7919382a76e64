using Pacs.Network.Pdus;

namespace Pacs.Network.Associations;

/// <summary>There is no association, because the acceptor said no.</summary>
public sealed class AssociationRejectedException(AssociateReject rejection, AssociateRequest request)
    : Exception($"Association of {request.CallingAeTitle} with {request.CalledAeTitle} {rejection}.")
{
    public AssociateReject Rejection { get; } = rejection;

    public AssociateRequest Request { get; } = request;
}
