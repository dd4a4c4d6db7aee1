"""Learning the general acts: from sources whose licences allow it and from sentences of our own."""
