"""Stores files, finds their study, gets it and has it moved to SINK, all with odil; prints the counts.

    odil_peer.py PORT STUDY FILE...
"""
import sys

import odil

port, study, files = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
syntaxes = [odil.registry.ImplicitVRLittleEndian]
Context = odil.AssociationParameters.PresentationContext


def associate(*contexts):
    association = odil.Association()
    association.set_peer_host("127.0.0.1")
    association.set_peer_port(port)
    association.update_parameters() \
        .set_calling_ae_title("ODIL") \
        .set_called_ae_title("PACS") \
        .set_presentation_contexts([Context(2 * i + 1, uid, syntaxes, role) for i, (uid, role) in enumerate(contexts)])
    association.associate()
    return association


def query():
    keys = odil.DataSet()
    keys.add("QueryRetrieveLevel", ["STUDY"])
    keys.add("StudyInstanceUID", [study])
    return keys


counts = {}
image = odil.registry.CTImageStorage

association = associate((image, Context.Role.SCU))
storer = odil.StoreSCU(association)
counts["stored"] = 0
for file in files:
    _, data_set = odil.Reader.read_file(file)
    storer.set_affected_sop_class(data_set)
    storer.store(data_set)
    counts["stored"] += 1
association.release()

model = odil.registry.StudyRootQueryRetrieveInformationModelFind
association = associate((model, Context.Role.SCU))
finder = odil.FindSCU(association)
finder.set_affected_sop_class(model)
counts["found"] = len(finder.find(query()))
association.release()

model = odil.registry.StudyRootQueryRetrieveInformationModelGet
association = associate((model, Context.Role.SCU), (image, Context.Role.SCP))
getter = odil.GetSCU(association)
getter.set_affected_sop_class(model)
counts["got"] = len(getter.get(query()))
association.release()

model = odil.registry.StudyRootQueryRetrieveInformationModelMove
association = associate((model, Context.Role.SCU))
mover = odil.MoveSCU(association)
mover.set_affected_sop_class(model)
mover.set_move_destination("SINK")
mover.move(query())
association.release()

print(" ".join(f"{name}={count}" for name, count in counts.items()))
