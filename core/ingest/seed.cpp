namespace hub {}
