"""The gist of a message: which general act it is, by weights learnt from sentences, and how sure that is."""
